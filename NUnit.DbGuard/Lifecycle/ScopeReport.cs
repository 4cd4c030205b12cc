namespace NUnit.DbGuard.Lifecycle;

/// <summary>What the end of a scope found: failures fail the test, notes are written to its output.</summary>
internal sealed class ScopeReport
{
    /// <summary>Whether what the scope has left in its databases is kept, and a note says where.</summary>
    public bool KeepsState { get; init; }

    /// <summary>Whether it is told what the scope has left changed, because its test has failed.</summary>
    public bool TellsChanges { get; init; }

    /// <summary>What it has left changed.</summary>
    public List<string> Changes { get; } = [];

    public List<Exception> Failures { get; } = [];

    public List<string> Notes { get; } = [];

    /// <summary>What may be why the test failed, and is written only if it did.</summary>
    public List<string> Hints { get; } = [];
}
