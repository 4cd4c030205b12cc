using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>The steps of scripts: clients are called A, B and C, and a text alone is a simple query.</summary>
internal static class Steps
{
    public static WireStep A(string sql) => A([Frontend.Query(sql)]);

    public static WireStep A(params Outgoing[] messages) => new("A", StepKind.Send, messages);

    public static WireStep B(string sql) => B([Frontend.Query(sql)]);

    public static WireStep B(params Outgoing[] messages) => new("B", StepKind.Send, messages);

    public static WireStep C(string sql) => C([Frontend.Query(sql)]);

    public static WireStep C(params Outgoing[] messages) => new("C", StepKind.Send, messages);

    public static WireStep Start(string client, params Outgoing[] messages) => new(client, StepKind.Start, messages);

    public static WireStep Start(string client, string sql) => Start(client, Frontend.Query(sql));

    public static WireStep Finish(string client) => new(client, StepKind.Finish);

    public static WireStep Notifications(string client, int count) => new(client, StepKind.Notifications) { Count = count };

    public static WireStep Cancel(string client) => new(client, StepKind.Cancel);

    public static WireStep Vanish(string client) => new(client, StepKind.Vanish);

    public static WireStep Connect(string client, params (string Name, string Value)[] parameters) =>
        new(client, StepKind.Connect) { Parameters = [.. parameters.Select(static pair => KeyValuePair.Create(pair.Name, pair.Value))] };

    public static WireStep ConnectWith(string client, int version) => new(client, StepKind.Connect) { Version = version };

    public static WireStep ConnectWithPassword(string client, string password) => new(client, StepKind.Connect) { Password = password };

    /// <summary>Asks for TLS, then goes on without where that is refused.</summary>
    public static WireStep ConnectAfterSsl(string client) => new(client, StepKind.Connect) { Negotiation = Outgoing.Of("SSLRequest", default(SSLRequest)) };

    public static WireStep ConnectAfterGss(string client) => new(client, StepKind.Connect) { Negotiation = Outgoing.Of("GSSENCRequest", default(GSSENCRequest)) };
}
