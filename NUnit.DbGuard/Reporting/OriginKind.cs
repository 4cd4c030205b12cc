namespace NUnit.DbGuard.Reporting;

/// <summary>How a database of a run came to be.</summary>
internal enum OriginKind
{
    /// <summary>It was made by its steps.</summary>
    Created,

    /// <summary>It is what an earlier run has kept.</summary>
    Reused,

    /// <summary>It is the application's own, and is only read.</summary>
    Existing,

    /// <summary>It could not be made.</summary>
    Failed,
}
