namespace NUnit.DbGuard.Lifecycle;

/// <summary>What the end of a scope found: failures fail the test, notes are written to its output.</summary>
internal sealed class ScopeReport
{
    /// <summary>Whether what the scope has left in its databases is kept, and a note says where.</summary>
    public bool KeepsState { get; init; }

    public List<Exception> Failures { get; } = [];

    public List<string> Notes { get; } = [];

    /// <summary>What may be why the test failed, and is written only if it did.</summary>
    public List<string> Hints { get; } = [];
}
