namespace NUnit.DbGuard.Lifecycle;

/// <summary>What a mark says, once for each place it is written at.</summary>
internal sealed class DatabaseMark
{
    public const string DefaultDatabase = "default";
    public const string AllDatabases = "*";

    /// <summary>No mark at all, or <c>[NoDatabase]</c>.</summary>
    public static readonly DatabaseMark Closed = new([], DatabaseIsolation.Rollback, resetSequences: false);

    private readonly bool _all;

    public DatabaseMark(IReadOnlyList<string> databases, DatabaseIsolation isolation, bool resetSequences)
    {
        Databases = databases;
        Isolation = isolation;
        ResetSequences = resetSequences;
        _all = databases.Contains(AllDatabases, StringComparer.Ordinal);
    }

    public IReadOnlyList<string> Databases { get; }

    public DatabaseIsolation Isolation { get; }

    public bool ResetSequences { get; }

    public bool IsOpen => Databases.Count > 0;

    public bool OpensAll => _all;

    public bool Opens(string database) => _all || Databases.Contains(database, StringComparer.Ordinal);

    // NUnit prints properties of a test in its result file.
    public override string ToString() => IsOpen ? $"{string.Join(",", Databases)}; {Isolation}" : "closed";
}
