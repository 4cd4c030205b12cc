namespace NUnit.DbGuard.Postgres.Databases;

/// <summary>How far a marked database is.</summary>
internal enum DatabaseMarkerState
{
    /// <summary>Its schema and seed are being made, or were when its run died.</summary>
    Creating,

    /// <summary>It holds the baseline, and nothing else.</summary>
    Ready,

    /// <summary>It may hold what a test has written; or somebody has allowed us to replace it.</summary>
    Dirty,
}
