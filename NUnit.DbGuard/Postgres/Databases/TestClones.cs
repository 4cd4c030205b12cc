using System.Runtime.ExceptionServices;
using Npgsql;
using NUnit.DbGuard.Access;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Isolation;

namespace NUnit.DbGuard.Postgres.Databases;

/// <summary>The databases for tests whose commits are real: copies of the baseline, made while other tests run, each used once.</summary>
/// <remarks>
/// <para>One thread makes and drops them, over a connection of its own, from the first that is asked for to the end of the run. It keeps a few ready: making one
/// takes longer than most tests. Whoever asks when none is ready waits for the next.</para>
/// <para>States of each: made → ready → taken → used, and dropped; or given back as it was, and ready again. None is kept for a later run: their markers say so, and a run that died has
/// its own dropped by the next.</para>
/// </remarks>
/// <param name="database">The database's name in the catalog, for messages.</param>
/// <param name="baseline">What they are copies of; nobody connects to it, unless <see cref="KeepSource"/> is called before.</param>
/// <param name="address">The server.</param>
/// <param name="limits">How long to wait.</param>
/// <param name="nameOf">The names, from number 1 up.</param>
/// <param name="failedOf">Makes what keeps one that a failed test has used; <see langword="null"/>: none is kept.</param>
/// <param name="tell">Takes a line that the run shows.</param>
internal sealed class TestClones(
    string database,
    BaselineDatabase baseline,
    PostgresServerAddress address,
    PostgresLimits limits,
    Func<int, string> nameOf,
    Func<DatabaseAdministration, FailedStates>? failedOf,
    Action<string> tell) : IDisposable
{
    private const int Spares = 2;

    private static readonly DatabaseMarker s_marker = new(DatabaseMarkerState.Dirty, IsKept: false, BaselineFingerprint.None);

    // Of what there is to do. What is done has a lock of its own, which is never taken inside of this one.
    private readonly object _lock = new();
    private readonly Queue<TestClone> _ready = new();
    private readonly Queue<TestClone> _used = new();
    private readonly object _work = new();
    private readonly HashSet<int> _numbers = [];
    private readonly HashSet<string> _told = [];
    private TestClone? _source;
    private MaintenanceConnection? _connection;
    private DatabaseAdministration? _administration;
    private FailedStates? _failed;
    private Thread? _thread;
    private Exception? _failure;
    private int _waiting;
    private bool _isOver;

    /// <summary>The tables that are left as they are where a copy is put back.</summary>
    public IReadOnlyList<string> NotFlushed { get; init; } = [];

    /// <summary>Whether what a failed test has left in one can be kept.</summary>
    public bool KeepsFailures => failedOf is not null;

    /// <summary>Makes the one that all others are copied from, because the baseline is about to be worked in.</summary>
    /// <exception cref="DatabaseSetUpException">DBG7031 to DBG7036: it cannot be made.</exception>
    public void KeepSource()
    {
        lock (_work)
        {
            _source = Make(baseline);
        }
    }

    /// <summary>Gives one that is as the baseline.</summary>
    /// <param name="scope">Whose it is to be.</param>
    /// <exception cref="DatabaseSetUpException">DBG7031 to DBG7036: none can be made.</exception>
    /// <exception cref="DatabaseAccessBlockedException">DBG1004: the run has ended.</exception>
    public TestClone Take(string scope)
    {
        lock (_lock)
        {
            if (_thread is null && !_isOver)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = $"DbGuard clones of {database}" };
                _thread.Start();
            }

            _waiting++;
            try
            {
                Monitor.PulseAll(_lock);
                while (_ready.Count == 0)
                {
                    if (_failure is { } failure)
                    {
                        // The next that asks has it tried again.
                        _failure = null;
                        ExceptionDispatchInfo.Throw(failure);
                    }

                    if (_isOver)
                    {
                        throw AccessErrors.RunEnded(database, scope);
                    }

                    _ = Monitor.Wait(_lock);
                }

                return _ready.Dequeue();
            }
            finally
            {
                _waiting--;
                Monitor.PulseAll(_lock);
            }
        }
    }

    public void GiveBack(TestClone clone, bool isUsed)
    {
        lock (_lock)
        {
            (isUsed ? _used : _ready).Enqueue(clone);
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Makes one from another's state.</summary>
    public TestClone CopyOf(TestClone source)
    {
        lock (_work)
        {
            return Make(baseline with { Path = source.Path }, isOfBaseline: false);
        }
    }

    /// <summary>Lets something be read from a database that others are made from: nobody may be connected to it while that goes on.</summary>
    public void Read(string path, Action<string> read)
    {
        lock (_work)
        {
            read(Own(path));
        }
    }

    /// <summary>Tells the user of the run something, once.</summary>
    public void TellOnce(string line)
    {
        lock (_work)
        {
            if (_told.Add(line))
            {
                tell(line);
            }
        }
    }

    /// <summary>Takes one out of use, for somebody to look at.</summary>
    public string Keep(TestClone clone, string test)
    {
        lock (_work)
        {
            try
            {
                MaintenanceConnection connection = Open();
                using (connection.LockCreation())
                {
                    _ = _administration!.Clear(clone.Path);
                    _failed ??= failedOf!(_administration);
                    string name = _failed.Take(clone.Path, test);
                    connection.UnlockDatabase(clone.Path);
                    _ = _numbers.Remove(clone.Number);
                    return IsolationErrors.Kept(database, test, $"{name}, until another failure is kept", address.ShellTo(name));
                }
            }
            catch (DatabaseSetUpException failure)
            {
                GiveBack(clone, isUsed: true);
                return IsolationErrors.NotKept(database, test, failure.Message);
            }
        }
    }

    /// <summary>Drops all that there are.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            Monitor.PulseAll(_lock);
        }

        _thread?.Join();
        lock (_work)
        {
            foreach (TestClone clone in (TestClone[])[.. _ready, .. _used, .. _source is null ? (TestClone[])[] : [_source]])
            {
                Drop(clone);
            }

            _connection?.Dispose();
        }
    }

    private void Run()
    {
        while (Next() is { } job)
        {
            lock (_work)
            {
                job();
            }
        }
    }

    // What somebody waits for comes first, then room, then what somebody may ask for.
    private Action? Next()
    {
        lock (_lock)
        {
            while (true)
            {
                if (_isOver)
                {
                    return null;
                }

                bool isShort = _ready.Count < _waiting && _failure is null;
                if (!isShort && _used.TryDequeue(out TestClone? used))
                {
                    return () => Drop(used);
                }

                if (isShort || (_ready.Count < Spares && _failure is null))
                {
                    return Fill;
                }

                _ = Monitor.Wait(_lock);
            }
        }
    }

    private void Fill()
    {
        TestClone? made = null;
        Exception? failure = null;
        try
        {
            made = Make(_source is null ? baseline : baseline with { Path = _source.Path });
            Prime(made);
        }
#pragma warning disable CA1031 // An exception that leaves a thread ends the process: whoever asks for the copy gets it.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            failure = cause;
        }

        lock (_lock)
        {
            _failure = failure;
            if (made is not null)
            {
                _ready.Enqueue(made);
            }

            Monitor.PulseAll(_lock);
        }
    }

    // The first session of a database takes twice as long as those after it, because it writes down what the catalogs hold. Here nobody waits for that.
    private void Prime(TestClone clone)
    {
        try
        {
            using (OwnWork.Enter())
            {
                using NpgsqlConnection connection = new(Own(clone.Path));
                connection.Open();
            }
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
        {
            // Whoever needs it is told.
        }
    }

    private string Own(string path) => address.Own(path, PostgresServerAddress.OwnName, limits.Statement);

    private MaintenanceConnection Open()
    {
        if (_connection is null)
        {
            _connection = MaintenanceConnection.Open(database, address, limits);
            _administration = new DatabaseAdministration(database, _connection, limits);
        }

        return _connection;
    }

    private TestClone Make(BaselineDatabase source, bool isOfBaseline = true)
    {
        MaintenanceConnection connection = Open();
        using (connection.LockCreation())
        {
            int number = 0;

            // What is another run's, somebody else's, or a newer version's keeps its name. The session that holds the locks of this run's own would get those again.
            (string path, _, MarkedDatabase? found) = _administration!.TakeName(
                attempt => nameOf(number = NumberOf(attempt)), static (_, there) => there.IsUnderstood);
            if (found is not null)
            {
                _ = _administration.Drop(path);
            }

            _administration.Copy(path, s_marker, source, tell);
            _ = _numbers.Add(number);
            return new TestClone(this, number, path, address.Direct(path), Own(path), source.Path, isOfBaseline);
        }
    }

    // One that a test has prepared, and left to whoever comes, outlives its session and keeps the database from being dropped.
    private void EndPrepared(string path)
    {
        List<string> prepared = _connection!.Query(path, "SELECT gid FROM pg_catalog.pg_prepared_xacts WHERE database = $1", static row => row.GetString(0), path);
        if (prepared.Count == 0)
        {
            return;
        }

        try
        {
            using (OwnWork.Enter())
            {
                using NpgsqlConnection connection = new(address.Own(path, DatabaseSession.NameOfRun, limits.Statement));
                connection.Open();
                foreach (string name in prepared)
                {
                    using NpgsqlBatch batch = new(connection);
                    batch.BatchCommands.Add(new NpgsqlBatchCommand($"ROLLBACK PREPARED '{name.Replace("'", "''", StringComparison.Ordinal)}'"));
                    _ = batch.ExecuteNonQuery();
                }
            }
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
        {
            throw PostgresDatabaseErrors.Of(database, path, address.Shown, exception);
        }
    }

    private int NumberOf(int attempt)
    {
        int number = 0;
        for (int free = 0; free < attempt;)
        {
            free += _numbers.Contains(++number) ? 0 : 1;
        }

        return number;
    }

    private void Drop(TestClone clone)
    {
        try
        {
            EndPrepared(clone.Path);
            _administration!.Drop(clone.Path, tell);
            _connection!.UnlockDatabase(clone.Path);
            _ = _numbers.Remove(clone.Number);
        }
#pragma warning disable CA1031 // As above; here nobody waits for it.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            // Its number is not used again in this run; the next drops it.
            tell($"{clone.Path} is left on the server, because it could not be dropped:\n{failure.Message}");
        }
    }
}
