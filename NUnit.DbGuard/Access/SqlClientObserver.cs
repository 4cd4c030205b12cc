using System.Data.Common;
using NUnit.DbGuard.Lifecycle;

namespace NUnit.DbGuard.Access;

/// <summary>SQL Server's provider, by the diagnostic events that it writes before it opens, runs or commits.</summary>
internal sealed class SqlClientObserver(GuardSession session) : IObserver<KeyValuePair<string, object?>>
{
    public const string ListenerName = "SqlClientDiagnosticListener";

    public static bool IsWatched(string eventName) =>
        eventName.EndsWith("WriteConnectionOpenBefore", StringComparison.Ordinal)
        || eventName.EndsWith("WriteCommandBefore", StringComparison.Ordinal)
        || eventName.EndsWith("WriteTransactionCommitBefore", StringComparison.Ordinal);

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        if (!IsWatched(value.Key))
        {
            return;
        }

        var command = Read(value.Value, "Command") as DbCommand;
        DbConnection? connection = Read(value.Value, "Connection") as DbConnection ?? command?.Connection;
        _ = session.Gate.Demand(
            new AccessRequest(ConnectionTarget.ProviderOf(connection), ConnectionTarget.Of(connection), Sql: command?.CommandText));
    }

    void IObserver<KeyValuePair<string, object?>>.OnCompleted()
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnError(Exception error)
    {
    }

    // The payload's type is the provider's own; its properties are what the provider documents.
    private static object? Read(object? payload, string property) => payload?.GetType().GetProperty(property)?.GetValue(payload);
}
