using System.Diagnostics;
using Npgsql;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Postgres.Databases;

/// <summary>Makes, marks and drops test databases; the callers hold the lock of each that they name.</summary>
/// <remarks>
/// Invariant: what has no marker is neither dropped nor written to. A new database gets its marker before it gets its name and before anyone can connect to it, so
/// there is no moment at which a run that dies leaves one of the right name without a marker.
/// </remarks>
/// <param name="database">The database's name in the catalog, for messages.</param>
/// <param name="connection">The run's own connection.</param>
/// <param name="limits">How long to wait.</param>
internal sealed class DatabaseAdministration(string database, MaintenanceConnection connection, PostgresLimits limits)
{
    private const string Comment = "pg_catalog.shobj_description(d.oid, 'pg_database')";
    private const string IsMine = "d.datdba = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = current_user)";

    private const string OfDeadRun = "which a run that died has left behind";

    private const int MostNames = 99;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);

    private string? _copying;

    /// <summary>Looks whether a database is there.</summary>
    public MarkedDatabase? Find(string path)
    {
        List<MarkedDatabase> found = connection.Query(
            path,
            $"""
            SELECT d.datname::text, {Comment}, CASE WHEN {IsMine} THEN NULL ELSE pg_catalog.pg_get_userbyid(d.datdba)::text END
            FROM pg_catalog.pg_database d WHERE d.datname = $1::text::name
            """,
            static row => new MarkedDatabase(row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2)),
            path);
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>Takes the first of several names that no other run holds, and under which there is nothing, or what the caller may have.</summary>
    /// <param name="nameOf">The names, from number 1 up.</param>
    /// <param name="mayHave">Whether what is there under a number's name may be had.</param>
    /// <returns>The name, its number, and what is there.</returns>
    /// <exception cref="DatabaseSetUpException">DBG7034: others have them all.</exception>
    public (string Path, int Number, MarkedDatabase? Found) TakeName(Func<int, string> nameOf, Func<int, MarkedDatabase, bool> mayHave)
    {
        for (int number = 1; number <= MostNames; number++)
        {
            string path = nameOf(number);
            if (!connection.TryLockDatabase(path))
            {
                continue;
            }

            MarkedDatabase? found = Find(path);
            if (found is not { } there || mayHave(number, there))
            {
                return (path, number, found);
            }

            connection.UnlockDatabase(path);
        }

        string first = nameOf(1);
        throw PostgresDatabaseErrors.InUse(database, first, connection.Server, [.. connection.HoldersOf(first).Select(static holder => holder.ToString())]);
    }

    /// <summary>Reads the marker of a database that is there.</summary>
    /// <exception cref="DatabaseSetUpException">DBG7008, DBG7009, DBG7010: it has none, one that is not whole, or a newer version's.</exception>
    public DatabaseMarker Read(MarkedDatabase found) =>
        !DatabaseMarker.IsMarker(found.Comment) ? throw PostgresDatabaseErrors.Foreign(database, found.Name, connection.Server)
        : DatabaseMarker.VersionOf(found.Comment!) is > DatabaseMarker.Version and { } newer
            ? throw PostgresDatabaseErrors.NewerMarker(database, found.Name, newer, connection.Server)
        : DatabaseMarker.TryRead(found.Comment!) ?? throw PostgresDatabaseErrors.BadMarker(database, found.Name, connection.Server);

    /// <summary>Something that changes whenever a database's contents may have, as far as can be told without connecting to it.</summary>
    /// <remarks>Rows written since the server's statistics began; a run of autovacuum may change it too, and then a copy is made anew for nothing.</remarks>
    /// <exception cref="DatabaseSetUpException">DBG7016: there is no such database.</exception>
    public string StateOf(string template)
    {
        List<string> found = connection.Query(
            template,
            """
            SELECT concat_ws(' ', d.oid, s.tup_inserted, s.tup_updated, s.tup_deleted, s.stats_reset)
            FROM pg_catalog.pg_database d LEFT JOIN pg_catalog.pg_stat_database s ON s.datid = d.oid WHERE d.datname = $1::text::name
            """,
            static row => row.GetString(0),
            template);
        return found.Count > 0 ? found[0] : throw PostgresDatabaseErrors.NoTemplate(database, template, connection.Server, []);
    }

    /// <summary>Makes a database with a marker: empty, or a copy.</summary>
    public void Create(string path, DatabaseMarker marker, DatabaseDefinition definition)
    {
        string unborn = TestDatabaseName.Unborn();

        // Nobody can connect to it, so whatever becomes of this run, one of that name holds nothing of its own.
        CreateUnborn(path, $"CREATE DATABASE {SqlIdentifier.Quote(unborn)} ALLOW_CONNECTIONS false{OptionsOf(definition)}", definition.Template);
        GiveBirth(unborn, path, marker, definition.Owner, settingsOf: null);
    }

    /// <summary>Makes a copy of a baseline that nobody is connected to, with a marker of its own and with what the server keeps of a database outside of it.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="marker">Its marker.</param>
    /// <param name="baseline">What is copied.</param>
    /// <param name="tell">Takes a line on those that were connected to that all the same.</param>
    public void Copy(string path, DatabaseMarker marker, BaselineDatabase baseline, Action<string> tell)
    {
        IReadOnlyList<DatabaseSession> strangers = Clear(baseline.Path);
        if (strangers.Count > 0)
        {
            tell($"{strangers.Count} connection(s) to {baseline.Path}, which others are copied from, were ended: {string.Join("; ", strangers)}.");
        }

        string unborn = TestDatabaseName.Unborn();
        _copying ??= Copying();
        connection.Execute(path, $"CREATE DATABASE {SqlIdentifier.Quote(unborn)} ALLOW_CONNECTIONS false TEMPLATE {SqlIdentifier.Quote(baseline.Path)}{_copying}");
        GiveBirth(unborn, path, marker, baseline.Owner, baseline.Path);
    }

    /// <summary>What tells a database from every other that the server has had, also of its name.</summary>
    public string IdOf(string path) =>
        connection.Query(path, "SELECT d.oid::text FROM pg_catalog.pg_database d WHERE d.datname = $1::text::name", static row => row.GetString(0), path)[0];

    /// <summary>Writes the marker of a database that is ours.</summary>
    public void Mark(string path, DatabaseMarker marker) => connection.Execute(path, $"COMMENT ON DATABASE {SqlIdentifier.Quote(path)} IS {Literal(marker.Write())}");

    /// <summary>Gives a database that is ours another name and another marker, both or none. Nobody is connected to it.</summary>
    public void Rename(string path, string name, DatabaseMarker marker) => InTransaction(path, () =>
    {
        Mark(path, marker);
        connection.Execute(path, $"ALTER DATABASE {SqlIdentifier.Quote(path)} RENAME TO {SqlIdentifier.Quote(name)}");
    });

    /// <summary>Drops a database that is ours, and names the sessions that were left open to it.</summary>
    public void Drop(string path, Action<string> tell)
    {
        IReadOnlyList<DatabaseSession> left = Drop(path);
        if (left.Count > 0)
        {
            tell($"{left.Count} connection(s) to {path} were left open when it was dropped, and were ended: {string.Join("; ", left)}.");
        }
    }

    /// <summary>Drops a database that is ours, with the sessions that use it.</summary>
    /// <returns>The sessions that were ended with it: all that had to be closed by themselves have had the time to.</returns>
    /// <exception cref="DatabaseSetUpException">DBG7008: it has no marker any more. DBG7033, DBG7034: it cannot be dropped.</exception>
    public IReadOnlyList<DatabaseSession> Drop(string path)
    {
        if (Find(path) is not { } found)
        {
            return [];
        }

        if (!DatabaseMarker.IsMarker(found.Comment))
        {
            throw PostgresDatabaseErrors.Foreign(database, path, connection.Server);
        }

        List<DatabaseSession> left = WaitForSessions(path);
        if (connection.CanForceDrop)
        {
            connection.Execute(path, $"DROP DATABASE {SqlIdentifier.Quote(path)} WITH (FORCE)");
            return left;
        }

        connection.Execute(path, $"ALTER DATABASE {SqlIdentifier.Quote(path)} ALLOW_CONNECTIONS false");
        EndSessions(path, Sessions(path));
        connection.Execute(path, $"DROP DATABASE {SqlIdentifier.Quote(path)}");
        return left;
    }

    /// <summary>Drops what runs that died have left on the server, under whatever name: theirs need not come again. The caller holds the creation's lock.</summary>
    /// <remarks>Only what is this user's, what nobody is connected to, what no run holds, and what was not to be kept, or is a copy of a baseline that is no more.</remarks>
    /// <returns>Of each database that was dropped, its name and what it was.</returns>
    public IReadOnlyList<string> Sweep()
    {
        List<string> dropped = [];
        HashSet<string> sources = [];
        foreach (string unborn in connection.Query(
            TestDatabaseName.UnbornPattern,
            $"SELECT d.datname::text FROM pg_catalog.pg_database d WHERE NOT d.datallowconn AND d.datname ~ $1 AND {Comment} IS NULL AND {IsMine}",
            static row => row.GetString(0),
            TestDatabaseName.UnbornPattern))
        {
            TryDropUnused(unborn, OfDeadRun, dropped);
        }

        foreach (MarkedDatabase left in connection.Query(
            database,
            $"""
            SELECT d.datname::text, {Comment} FROM pg_catalog.pg_database d
            WHERE pg_catalog.starts_with({Comment}, $1) AND {IsMine} AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datid = d.oid)
            """,
            static row => new MarkedDatabase(row.GetString(0), row.GetString(1)),
            DatabaseMarker.Start))
        {
            if (DatabaseMarker.TryRead(left.Comment!) is not { } marker || (marker.IsKept && !IsOrphan(marker)) || !connection.TryLockDatabase(left.Name))
            {
                continue;
            }

            TryDropUnused(left.Name, marker.IsKept ? "a copy of a test database that is no more" : OfDeadRun, dropped);
            connection.UnlockDatabase(left.Name);
        }

        return dropped;

        bool IsOrphan(DatabaseMarker marker)
        {
            if (WorkerCopies.SourceOf(marker) is not { } source)
            {
                return false;
            }

            if (sources.Count == 0)
            {
                sources.UnionWith(connection.Query(database, "SELECT d.oid::text FROM pg_catalog.pg_database d", static row => WorkerCopies.SourceOf(row.GetString(0))));
            }

            return !sources.Contains(source);
        }
    }

    /// <summary>Waits until nobody is connected to a database, and ends the sessions of those who stay.</summary>
    /// <returns>The sessions that were ended.</returns>
    /// <exception cref="DatabaseSetUpException">DBG7034: one does not end.</exception>
    public IReadOnlyList<DatabaseSession> Clear(string path)
    {
        List<DatabaseSession> sessions = WaitForSessions(path);
        EndSessions(path, sessions);
        return sessions;
    }

    /// <summary>Waits until nobody is connected to a database.</summary>
    /// <returns>Whether nobody is.</returns>
    public bool IsAlone(string path) => WaitForSessions(path).Count == 0;

    // Of this session, a backslash is an ordinary character.
    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    // The server's own template has an encoding and a locale that nothing else can be copied into; template0 holds no text.
    private static string OptionsOf(DatabaseDefinition definition)
    {
        string? template = definition.Template ?? (definition.Encoding is null && definition.Locale is null ? null : "template0");
        return (template is null ? string.Empty : $" TEMPLATE {SqlIdentifier.Quote(template)}")
            + (definition.Encoding is { } encoding ? $" ENCODING {Literal(encoding)}" : string.Empty)
            + (definition.Locale is { } locale ? $" LOCALE {Literal(locale)}" : string.Empty);
    }

    // Files are copied faster than pages are logged, unless the server must first write all that it has changed to its disk. A server that clones files is always faster by files.
    private string Copying()
    {
        if (!connection.CanChooseCopying)
        {
            return string.Empty;
        }

        bool copiesFiles = connection.Query(
            database,
            "SELECT bool_or(s.name = 'fsync' AND s.setting = 'off' OR s.name = 'file_copy_method' AND s.setting = 'clone') FROM pg_catalog.pg_settings s",
            static row => row.GetBoolean(0))[0];
        return copiesFiles ? " STRATEGY FILE_COPY" : " STRATEGY WAL_LOG";
    }

    private void GiveBirth(string unborn, string path, DatabaseMarker marker, string? owner, string? settingsOf) => InTransaction(path, () =>
    {
        Mark(unborn, marker);
        connection.Execute(path, $"ALTER DATABASE {SqlIdentifier.Quote(unborn)} RENAME TO {SqlIdentifier.Quote(path)}");
        connection.Execute(path, $"ALTER DATABASE {SqlIdentifier.Quote(path)} ALLOW_CONNECTIONS true");
        if (settingsOf is not null)
        {
            CopySettings(settingsOf, path);
        }

        if (owner is not null)
        {
            connection.Execute(path, $"ALTER DATABASE {SqlIdentifier.Quote(path)} OWNER TO {SqlIdentifier.Quote(owner)}");
        }
    });

    private void InTransaction(string path, Action work)
    {
        connection.Execute(path, "BEGIN");
        try
        {
            work();
        }
        catch (DatabaseSetUpException)
        {
            connection.Execute(path, "ROLLBACK");
            throw;
        }

        connection.Execute(path, "COMMIT");
    }

    // What ALTER DATABASE … SET has set. Given from this transaction's own settings, a value needs no quoting by the rules of its kind.
    private void CopySettings(string source, string path)
    {
        foreach ((string? role, string setting) in connection.Query(
            path,
            """
            SELECT r.rolname::text, c.setting FROM pg_catalog.pg_db_role_setting s
            JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole, unnest(s.setconfig) AS c (setting)
            WHERE d.datname = $1::text::name
            """,
            static row => (row.IsDBNull(0) ? null : row.GetString(0), row.GetString(1)),
            source))
        {
            int equals = setting.IndexOf('=', StringComparison.Ordinal);
            string name = setting[..equals];
            connection.Execute(path, "SELECT pg_catalog.set_config($1, $2, true)", name, setting[(equals + 1)..]);
            string whose = role is null ? $"DATABASE {SqlIdentifier.Quote(path)}" : $"ROLE {SqlIdentifier.Quote(role)} IN DATABASE {SqlIdentifier.Quote(path)}";
            connection.Execute(path, $"ALTER {whose} SET {SettingName.Quote(name)} FROM CURRENT");
        }
    }

    private void CreateUnborn(string path, string sql, string? template)
    {
        try
        {
            connection.Execute(path, sql);
        }
        catch (DatabaseSetUpException failure) when (
            template is not null
            && failure.InnerException is PostgresException { SqlState: PostgresErrorCodes.ObjectInUse or PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.InsufficientPrivilege } cause)
        {
            throw PostgresDatabaseErrors.NoTemplate(database, template, connection.Server, [.. Sessions(template).Select(static session => session.ToString())], cause);
        }
    }

    private void TryDropUnused(string path, string what, List<string> dropped)
    {
        try
        {
            connection.Execute(path, $"DROP DATABASE {SqlIdentifier.Quote(path)}");
            dropped.Add($"{path}, {what}");
        }
        catch (DatabaseSetUpException)
        {
            // Somebody uses it after all: it is left to a later run.
        }
    }

    // Of a connection that was just closed, the server ends the session a little later.
    private List<DatabaseSession> WaitForSessions(string path)
    {
        Stopwatch watch = Stopwatch.StartNew();
        List<DatabaseSession> sessions;
        while ((sessions = Sessions(path)).Count > 0 && watch.Elapsed < limits.Closing)
        {
            Thread.Sleep(s_pause);
        }

        return sessions;
    }

    private List<DatabaseSession> Sessions(string path) => connection.Query(
        path,
        """
        SELECT pid, coalesce(application_name, ''), coalesce(query, ''),
               CASE WHEN client_port = -1 THEN 'this machine' ELSE coalesce(pg_catalog.host(client_addr), '') END, coalesce(state, '')
        FROM pg_catalog.pg_stat_activity
        WHERE datname = $1::text::name AND backend_type = 'client backend' AND pid <> pg_catalog.pg_backend_pid()
        ORDER BY pid
        """,
        static row => new DatabaseSession(row.GetInt32(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4)),
        path);

    private void EndSessions(string path, List<DatabaseSession> sessions)
    {
        foreach (DatabaseSession session in sessions)
        {
            connection.Execute(path, "SELECT pg_catalog.pg_terminate_backend($1)", session.Id);
        }

        Stopwatch watch = Stopwatch.StartNew();
        while (sessions.Count > 0 && (sessions = Sessions(path)).Count > 0)
        {
            if (watch.Elapsed > limits.Termination)
            {
                throw PostgresDatabaseErrors.InUse(database, path, connection.Server, [.. sessions.Select(static session => session.ToString())]);
            }

            Thread.Sleep(s_pause);
        }
    }
}
