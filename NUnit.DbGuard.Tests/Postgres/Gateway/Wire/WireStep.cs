namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>One step of a script, by one client.</summary>
internal sealed record WireStep(string Client, StepKind Kind, params IReadOnlyList<Outgoing> Messages)
{
    /// <summary>The type of the message to read until, instead of to the last ReadyForQuery; an error or the end stops as well.</summary>
    public byte? Last { get; init; }

    /// <summary>Whether to read until the server closes.</summary>
    public bool ToTheEnd { get; init; }

    /// <summary>How many notifications to wait for.</summary>
    public int Count { get; init; }

    /// <summary>The start-up parameters of a connection, besides user and database.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; init; } = [];

    public int Version { get; init; } = NUnit.DbGuard.Postgres.Protocol.StartupMessage.Version30;

    /// <summary>Replaces the endpoint's right password.</summary>
    public string? Password { get; init; }

    /// <summary>A request for encryption that goes before the start-up message.</summary>
    public Outgoing? Negotiation { get; init; }

    /// <summary>Codes of the error fields that the gateway may answer otherwise, and why.</summary>
    public string HiddenFields { get; private init; } = string.Empty;

    public string? Reason { get; private init; }

    /// <summary>The SQLSTATE with which the gateway may refuse what the server does, naming the isolation that can do it.</summary>
    public string? Refusal { get; private init; }

    /// <summary>Reads until the first message of this type.</summary>
    public WireStep Until(char type) => this with { Last = (byte)type };

    public WireStep UntilClosed() => this with { ToTheEnd = true };

    /// <summary>Lets these error fields differ, for a reason that the design gives.</summary>
    public WireStep FieldsMayDiffer(string fields, string reason) => this with { HiddenFields = fields, Reason = reason };

    /// <summary>Lets the gateway refuse this step with this SQLSTATE and a text that names the remedy, for a reason that the design gives.</summary>
    public WireStep MayBeRefused(string sqlState, string reason) => this with { Refusal = sqlState, Reason = reason };

    public override string ToString() => Kind switch
    {
        StepKind.Connect => $"{Client} > connect {string.Join(' ', Parameters.Select(static pair => $"{pair.Key}={pair.Value}"))}".TrimEnd(),
        StepKind.Send => $"{Client} > {Texts()}",
        StepKind.Start => $"{Client} > {Texts()} (not awaited)",
        StepKind.Finish => $"{Client} > (what was started ends)",
        StepKind.Notifications => $"{Client} > (waits for {Count})",
        StepKind.Cancel => $"{Client} > CancelRequest",
        StepKind.Vanish => $"{Client} > (is gone)",
        _ => throw new InvalidOperationException($"There is no step of kind {Kind}."),
    };

    private string Texts()
    {
        const int Shown = 12;
        string texts = string.Join("; ", Messages.Take(Shown));
        return Messages.Count > Shown ? $"{texts}; ... ({Messages.Count} messages)" : texts;
    }
}
