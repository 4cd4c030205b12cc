using NUnit.DbGuard.Isolation;

namespace NUnit.DbGuard.Postgres.Databases;

/// <summary>The databases that hold what failing tests have left: <c>test_name_failed</c>, for somebody to look at.</summary>
/// <remarks>
/// One has a marker that says so, outlives its run, and is replaced by the next that is kept under its name. Its run holds its lock to the end, so that a run beside
/// it takes another name.
/// </remarks>
/// <param name="administration">What renames and drops databases.</param>
/// <param name="nameOf">The name; of several, when others have the first.</param>
internal sealed class FailedStates(DatabaseAdministration administration, Func<int, string> nameOf)
{
    private const string Part = "what a failed test has left in it";

    /// <summary>Takes a test database of this run, under a name of its own. The caller holds the creation's lock, and nobody is connected.</summary>
    /// <returns>The name.</returns>
    /// <exception cref="DatabaseSetUpException">DBG7032 to DBG7036: it cannot be.</exception>
    public string Take(string path, string test)
    {
        (string name, _, _) = administration.TakeName(nameOf, static (_, there) => IsFailedState(there));
        _ = administration.Drop(name);
        administration.Rename(path, name, new DatabaseMarker(DatabaseMarkerState.Dirty, IsKept: true, BaselineFingerprint.None.With(Part, test)));
        return name;
    }

    private static bool IsFailedState(MarkedDatabase found) =>
        DatabaseMarker.TryRead(found.Comment ?? string.Empty) is { State: DatabaseMarkerState.Dirty, IsKept: true } marker
        && marker.Fingerprint.Parts.Any(static part => part.Key == Part);
}
