namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>What one to three clients do, one after the other, and the rule that it checks.</summary>
internal sealed record WireScript(string Topic, string Rule, params IReadOnlyList<WireStep> Steps)
{
    /// <summary>
    /// Why one shared session cannot always do this. The gateway then has two right answers: the same transcript, or a report at the test's end. A difference
    /// without a report is never right.
    /// </summary>
    public string? MayBeReported { get; private init; }

    /// <summary>A limit of one shared session that the documentation states and nobody is told of in each test; what the server does is kept beside it.</summary>
    public string? Limit { get; private init; }

    /// <summary>What the gateway does otherwise in letting clients in, whatever sessions it has behind.</summary>
    public string? LimitOfEntry { get; private init; }

    public WireScript EntryMayDiffer(string limit) => this with { LimitOfEntry = limit };

    public WireScript MayDiffer(string limit) => this with { Limit = limit };

    public WireScript OrReported(string reason) => this with { MayBeReported = reason };

    public override string ToString() => $"{Topic}: {Rule}";
}
