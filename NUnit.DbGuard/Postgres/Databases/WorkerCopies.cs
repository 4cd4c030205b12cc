using NUnit.DbGuard.Isolation;

namespace NUnit.DbGuard.Postgres.Databases;

/// <summary>Makes the databases that tests which run at the same time work in: copies of the baseline, or an earlier run's that still are.</summary>
/// <remarks>
/// A copy that is kept is one of a certain baseline: of one that was made anew since, it is none. It is dirty while a run works in it, so one that a killed run has
/// left is copied again.
/// </remarks>
/// <param name="connection">The run's own connection; one thread at a time makes a copy.</param>
/// <param name="administration">What makes and drops databases.</param>
/// <param name="baseline">The baseline; nobody else connects to it.</param>
/// <param name="nameOf">The name for a worker; of several, when others have the first.</param>
/// <param name="contentsOf">What a database looks like now.</param>
/// <param name="tell">Takes a line that the run shows.</param>
internal sealed class WorkerCopies(
    MaintenanceConnection connection, DatabaseAdministration administration, BaselineDatabase baseline, Func<int, int, string> nameOf, Func<string, string?> contentsOf, Action<string> tell)
{
    private const string SourcePart = "the database that it is a copy of";

    private readonly Lock _lock = new();
    private readonly DatabaseMarker _marker = new(
        DatabaseMarkerState.Ready,
        baseline.Marker.IsKept,
        baseline.Marker.Fingerprint.With(SourcePart, administration.IdOf(baseline.Path)));

    /// <summary>What the marker of a copy says of the database that it is a copy of; <see langword="null"/>: it is the marker of no copy.</summary>
    public static string? SourceOf(DatabaseMarker marker) => marker.Fingerprint.Parts.FirstOrDefault(static part => part.Key == SourcePart).Value;

    /// <summary>What the markers of its copies say of a database.</summary>
    /// <param name="id">What tells the database from every other that the server has had.</param>
    public static string SourceOf(string id) => BaselineFingerprint.None.With(SourcePart, id).Parts[0].Value;

    /// <summary>Makes the copy for a worker.</summary>
    /// <returns>Its name on the server, and the marker that it is to be left with where it is kept.</returns>
    /// <exception cref="DatabaseSetUpException">DBG7032 to DBG7036: it cannot be made.</exception>
    public (string Path, DatabaseMarker? Kept) Make(int worker)
    {
        lock (_lock)
        using (connection.LockCreation())
        {
            // What is another run's, somebody else's, or a newer version's keeps its name.
            (string path, _, MarkedDatabase? found) = administration.TakeName(
                number => nameOf(worker, number), static (_, there) => there.IsUnderstood);
            if (found is { } earlier && IsThisBaselines(earlier))
            {
                administration.Mark(path, Used);
            }
            else
            {
                if (found is not null)
                {
                    _ = administration.Drop(path);
                }

                Copy(path);
            }

            return (path, _marker.IsKept ? _marker : null);
        }
    }

    /// <summary>Takes back a copy that nobody has worked in: it is dropped, or left for a later run.</summary>
    /// <param name="path">Its name on the server.</param>
    /// <param name="kept">The marker that it is left with where it is kept.</param>
    public void GiveUp(string path, DatabaseMarker? kept)
    {
        lock (_lock)
        {
            try
            {
                if (kept is null)
                {
                    using (connection.LockCreation())
                    {
                        _ = administration.Drop(path);
                    }
                }
                else
                {
                    administration.Mark(path, kept);
                }

                connection.UnlockDatabase(path);
            }
            catch (DatabaseSetUpException failure)
            {
                // Why it is given up is the error to report; the next run drops what is left.
                tell($"{path} is left on the server, because it could not be dropped:\n{failure.Message}");
            }
        }
    }

    /// <summary>Puts a new copy in the place of one that is taken out of use. Nobody is connected to it, or is to stay so.</summary>
    /// <param name="path">Its name on the server.</param>
    /// <param name="take">Gives it another name.</param>
    /// <returns>Why it could not be taken; it is replaced all the same.</returns>
    /// <exception cref="DatabaseSetUpException">DBG7032 to DBG7036: it could not be replaced. What is there, if anything, has the work that was committed.</exception>
    public DatabaseSetUpException? Replace(string path, Action take)
    {
        lock (_lock)
        using (connection.LockCreation())
        {
            DatabaseSetUpException? notTaken = null;
            try
            {
                _ = administration.Clear(path);
                take();
            }
            catch (DatabaseSetUpException failure)
            {
                notTaken = failure;
            }

            // Whatever has come: the next test must not find this one's work.
            _ = administration.Drop(path);
            Copy(path);
            return notTaken;
        }
    }

    private DatabaseMarker Used => _marker.IsKept ? _marker with { State = DatabaseMarkerState.Dirty } : _marker;

    private void Copy(string path) => administration.Copy(path, Used, baseline, tell);

    private bool IsThisBaselines(MarkedDatabase found) =>
        _marker.IsKept
        && !found.IsOfAnother(baseline.Owner)
        && DatabaseMarker.TryRead(found.Comment!) is { State: DatabaseMarkerState.Ready, IsKept: true } earlier
        && _marker.Fingerprint.FirstDifference(earlier.Fingerprint) is null
        && !HasChanged(found.Name, earlier);

    private bool HasChanged(string path, DatabaseMarker earlier)
    {
        if (earlier.Contents is not { } known || DatabaseContents.FirstDifference(known, contentsOf(path)) is not { } difference)
        {
            return false;
        }

        tell($"{path} is copied anew: {difference}.");
        return true;
    }
}
