using System.Buffers.Binary;
using System.Data;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NUnit.DbGuard.Access;
using NUnit.DbGuard.Errors;

namespace NUnit.DbGuard.Postgres.Databases;

/// <summary>A run's own connection to a server, from which it makes and drops one test database, and whose session holds the run's locks.</summary>
/// <remarks>
/// Its locks end with its session, and so with the process, however that ends. One thread uses it at a time: the one that makes the database, then the one that
/// ends the run. It stays at a database of the server's own, to which nothing is written.
/// </remarks>
internal sealed class MaintenanceConnection : IDisposable
{
    // A server takes only the settings that its version knows (ServerVersions).
    private const string Settings = """
        SELECT pg_catalog.set_config(ours.name, ours.setting, false)
        FROM (VALUES ('statement_timeout', '0'), ('lock_timeout', '0'), ('idle_session_timeout', '0'), ('standard_conforming_strings', 'on')) AS ours (name, setting)
        WHERE ours.name IN (SELECT name FROM pg_catalog.pg_settings)
        """;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    private readonly NpgsqlConnection _connection;
    private readonly string _database;
    private readonly PostgresLimits _limits;

    private MaintenanceConnection(NpgsqlConnection connection, string database, string shown, PostgresLimits limits)
    {
        _connection = connection;
        _database = database;
        Server = shown;
        _limits = limits;
    }

    /// <summary>Where the server is, for messages.</summary>
    public string Server { get; }

    /// <summary>The server's version, as it writes it.</summary>
    public string ServerVersion => _connection.ServerVersion;

    /// <summary>Whether <c>DROP DATABASE</c> can end the sessions of the database.</summary>
    public bool CanForceDrop => _connection.PostgreSqlVersion.Major >= ServerVersions.ForcedDrop;

    /// <summary>Whether <c>CREATE DATABASE</c> lets one choose how it copies.</summary>
    public bool CanChooseCopying => _connection.PostgreSqlVersion.Major >= ServerVersions.CopyStrategy;

    /// <summary>Whether <see cref="DatabaseContents"/> tells what has changed.</summary>
    public bool CanTellContents => _connection.PostgreSqlVersion.Major >= ServerVersions.PromptStatistics;

    /// <param name="database">The database's name in the catalog, for messages.</param>
    /// <param name="address">The server.</param>
    /// <param name="limits">How long to wait.</param>
    /// <exception cref="DatabaseSetUpException">DBG7031, DBG7032, DBG7036: there is no way in.</exception>
    public static MaintenanceConnection Open(string database, PostgresServerAddress address, PostgresLimits limits)
    {
        Exception? first = null;
        foreach (string maintenance in address.MaintenanceDatabases)
        {
            NpgsqlConnection connection = new(address.Own(maintenance, DatabaseSession.NameOfRun, limits.Statement));
            try
            {
                using (OwnWork.Enter())
                {
                    connection.Open();
                }

                MaintenanceConnection opened = new(connection, database, address.Shown, limits);

                // What the server is set to for its applications must neither end this session nor change what our texts mean.
                opened.Execute(maintenance, Settings);
                return opened;
            }
            catch (PostgresException missing) when (missing.SqlState is PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.InsufficientPrivilege)
            {
                first ??= missing;
                connection.Dispose();
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException or ArgumentException)
            {
                connection.Dispose();
                throw PostgresDatabaseErrors.Of(database, maintenance, address.Shown, exception);
            }
        }

        throw PostgresDatabaseErrors.Of(database, address.MaintenanceDatabases[0], address.Shown, first ?? new UnreachableException());
    }

    /// <summary>Keeps other runs from making or dropping databases on this server, until the result is disposed.</summary>
    /// <exception cref="DatabaseSetUpException">DBG7035: another run holds the lock for longer than the limit.</exception>
    public IDisposable LockCreation()
    {
        const string subject = "creation";
        Stopwatch watch = Stopwatch.StartNew();
        while (!TryLock(subject))
        {
            if (watch.Elapsed > _limits.Creation)
            {
                throw PostgresDatabaseErrors.CreationLocked(_database, _limits.Creation, Server, [.. Holders(subject).Select(static holder => holder.ToString())]);
            }

            Thread.Sleep(s_pause);
        }

        return new Held(this, subject);
    }

    /// <summary>Takes a test database for this run, if no other run has it.</summary>
    /// <remarks>A run that died a moment ago is waited for: its session ends as soon as the server looks at it.</remarks>
    public bool TryLockDatabase(string path)
    {
        string subject = $"database {path}";
        Stopwatch watch = Stopwatch.StartNew();
        while (!TryLock(subject))
        {
            if (watch.Elapsed > _limits.DeadHolder || !Holders(subject).Any(static holder => holder.IsOfDeadRun))
            {
                return false;
            }

            Thread.Sleep(s_pause);
        }

        return true;
    }

    public void UnlockDatabase(string path) => Unlock($"database {path}");

    /// <summary>The runs that have a test database now.</summary>
    public IReadOnlyList<DatabaseSession> HoldersOf(string path) => Holders($"database {path}");

    /// <summary>Runs one statement.</summary>
    /// <param name="path">The test database that it is about, for messages.</param>
    /// <param name="sql">The statement, with <c>$1</c> for the first argument.</param>
    /// <param name="arguments">The arguments.</param>
    public void Execute(string path, string sql, params object[] arguments) => _ = Query(path, sql, static _ => 0, arguments);

    /// <summary>Runs a query and reads its rows.</summary>
    public List<T> Query<T>(string path, string sql, Func<IDataRecord, T> read, params object[] arguments)
    {
        using (OwnWork.Enter())
        {
            try
            {
                // A batch's text goes to the server as it is; that of a command is searched for parameters, also in what a database is called.
                using NpgsqlBatch batch = new(_connection);
                NpgsqlBatchCommand command = new(sql);
                foreach (object argument in arguments)
                {
                    _ = command.Parameters.Add(new NpgsqlParameter { Value = argument });
                }

                batch.BatchCommands.Add(command);
                using NpgsqlDataReader reader = batch.ExecuteReader();
                List<T> rows = [];
                while (reader.Read())
                {
                    rows.Add(read(reader));
                }

                return rows;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException or InvalidOperationException)
            {
                // The last: the session was cut earlier, and the connection is closed.
                throw PostgresDatabaseErrors.Of(_database, path, Server, exception);
            }
        }
    }

    public void Dispose()
    {
        Release();
        using (OwnWork.Enter())
        {
            _connection.Dispose();
        }
    }

    // The server ends a session some time after it was closed: a run that follows at once would find the databases in use.
    private void Release()
    {
        try
        {
            Execute(string.Empty, "SELECT pg_catalog.pg_advisory_unlock_all()");
        }
        catch (DatabaseSetUpException)
        {
            // The session is gone, and its locks with it.
        }
    }

    // The locks of all runs are told apart by a number of 64 bits.
    private static long Key(string subject) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"NUnit.DbGuard {subject}")));

    private bool TryLock(string subject) => Query(subject, "SELECT pg_catalog.pg_try_advisory_lock($1)", static row => row.GetBoolean(0), Key(subject))[0];

    private void Unlock(string subject) => Execute(subject, "SELECT pg_catalog.pg_advisory_unlock($1)", Key(subject));

    private List<DatabaseSession> Holders(string subject) => Query(
        subject,
        """
        SELECT a.pid, a.application_name
        FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
        WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
          AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
          AND l.classid::int8 = ($1 >> 32) & 4294967295 AND l.objid::int8 = $1 & 4294967295
        """,
        static row => new DatabaseSession(row.GetInt32(0), row.IsDBNull(1) ? string.Empty : row.GetString(1), string.Empty),
        Key(subject));

    private sealed class Held(MaintenanceConnection connection, string subject) : IDisposable
    {
        public void Dispose()
        {
            try
            {
                connection.Unlock(subject);
            }
            catch (DatabaseSetUpException)
            {
                // The session is gone, and the lock with it; what ended it is the error to report.
            }
        }
    }
}
