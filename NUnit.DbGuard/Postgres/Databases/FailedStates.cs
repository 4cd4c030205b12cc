using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Isolation;

namespace NUnit.DbGuard.Postgres.Databases;

/// <summary>The databases that hold what failing tests have left: <c>test_name_failed</c>, for somebody to look at.</summary>
/// <remarks>
/// One has a marker that says so, outlives its run, and is replaced by the next that is kept under its name. Its run holds its lock to the end, so that a run beside
/// it takes another name.
/// </remarks>
/// <param name="database">The database's name in the catalog, for messages.</param>
/// <param name="connection">The run's own connection.</param>
/// <param name="administration">What renames and drops databases.</param>
/// <param name="nameOf">The name; of several, when others have the first.</param>
internal sealed class FailedStates(string database, MaintenanceConnection connection, DatabaseAdministration administration, Func<int, string> nameOf)
{
    private const int MostNames = 99;
    private const string Part = "what a failed test has left in it";

    /// <summary>Takes a test database of this run, under a name of its own. The caller holds the creation's lock, and nobody is connected.</summary>
    /// <returns>The name.</returns>
    /// <exception cref="DatabaseSetUpException">DBG7032 to DBG7036: it cannot be.</exception>
    public string Take(string path, string test)
    {
        for (int number = 1; number <= MostNames; number++)
        {
            string name = nameOf(number);
            if (!connection.TryLockDatabase(name))
            {
                continue;
            }

            bool isThere = administration.Find(name) is { } found && !IsFailedState(found);
            if (!isThere)
            {
                _ = administration.Drop(name);
                administration.Rename(path, name, new DatabaseMarker(DatabaseMarkerState.Dirty, IsKept: true, BaselineFingerprint.None.With(Part, test)));
                return name;
            }

            connection.UnlockDatabase(name);
        }

        throw PostgresDatabaseErrors.InUse(database, nameOf(1), connection.Server, [.. connection.HoldersOf(nameOf(1)).Select(static holder => holder.ToString())]);
    }

    private static bool IsFailedState(MarkedDatabase found) =>
        DatabaseMarker.TryRead(found.Comment ?? string.Empty) is { State: DatabaseMarkerState.Dirty, IsKept: true } marker
        && marker.Fingerprint.Parts.Any(static part => part.Key == Part);
}
