#pragma warning disable CA1707 // The decorator finds the methods by the names that SQLitePCLRaw gave them.
#pragma warning disable IDE1006 // As above.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using NUnit.DbGuard.Access;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Lifecycle;
using SQLitePCL;

namespace NUnit.DbGuard.Sqlite;

/// <summary>The methods of the SQLite provider that the guard answers itself; each forwards to the real provider.</summary>
/// <remarks>
/// What it does: asks the gate at every open, statement and step; leads the name of a configured file to the copy of the test that asks;
/// and keeps account of native handles. Every call that may read or write is counted in its copy while it runs, so that the end of a test can wait for it.
/// </remarks>
internal sealed partial class SqliteInterceptor
{
    private const string Provider = "Microsoft.Data.Sqlite";

    private readonly GuardSession _session;
    private readonly ISQLite3Provider _inner;
    private readonly ConcurrentDictionary<nint, SqliteHandle> _handles = new();
    private readonly ConcurrentDictionary<nint, SqliteHandle> _attaching = new();

    public SqliteInterceptor(GuardSession session, ISQLite3Provider inner, SqliteNative native)
    {
        _session = session;
        _inner = inner;
        Native = native;
    }

    public SqliteNative Native { get; }

    /// <summary>Closes a native handle for good.</summary>
    public void CloseNative(nint database)
    {
        _ = _handles.TryRemove(database, out _);
        _ = _inner.sqlite3_close_v2(database);
    }

    public int sqlite3_open(utf8z filename, out nint db) => sqlite3_open_v2(filename, out db, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE, default);

    public int sqlite3_open_v2(utf8z filename, out nint db, int flags, utf8z vfs)
    {
        string name = filename.utf8_to_string() ?? string.Empty;
        if (SqliteBypass.IsActive)
        {
            return OpenAs(new Opening(SqliteHandleKind.Internal, name, flags), filename, vfs, out db);
        }

        SqliteDataSource source = SqliteDataSource.Parse(name, flags);
        if (source.IsPrivate)
        {
            AccessGrant granted = _session.Gate.Demand(new AccessRequest(Provider, InMemory(name), IsPrivate: true));
            return OpenAs(new Opening(SqliteHandleKind.Private, InMemory(name), flags) { Scope = granted.Scope }, filename, vfs, out db);
        }

        DatabaseEngine? engine = FindEngine(source.FullPath);
        AccessGrant grant = _session.Gate.Demand(new AccessRequest(Provider, source.FullPath, engine));
        if (grant.Creation is { } creation)
        {
            return OpenAs(
                new Opening(SqliteHandleKind.Creation, creation.Target, flags) { Creation = creation }, utf8z.FromString(source.NameFor(creation.Target)), vfs, out db);
        }

        if (engine!.Definition.IsReadOnly)
        {
            flags = (flags & ~(raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE)) | raw.SQLITE_OPEN_READONLY;
        }

        return OpenCopy((SqliteLease)grant.Scope!.LeaseOf(engine), source, flags, vfs, out db);
    }

    public int sqlite3_close(nint db) => TryPark(db) ? raw.SQLITE_OK : Close(db, _inner.sqlite3_close);

    public int sqlite3_close_v2(nint db) => TryPark(db) ? raw.SQLITE_OK : Close(db, _inner.sqlite3_close_v2);

    public int sqlite3_prepare_v2(sqlite3 db, ReadOnlySpan<byte> sql, out nint stmt, out ReadOnlySpan<byte> remain)
    {
        SqliteHandle handle = HandleOf(db);
        SqliteCall call = Enter(handle, sql);
        try
        {
            byte[]? replaced = Inspect(handle, sql, out int replacedLength, out bool bindsFile);
            int result = replaced is null ? _inner.sqlite3_prepare_v2(db, sql, out stmt, out remain) : PrepareReplaced(db, replaced, sql[replacedLength..], out stmt, out remain);
            KeepAttaching(handle, bindsFile, stmt);
            if (result == raw.SQLITE_OK)
            {
                SqliteBoundValues.Forget(stmt);
            }
            else
            {
                NoteRefused(handle, sql, result);
            }

            return result;
        }
        finally
        {
            call.Exit();
        }
    }

    public int sqlite3_prepare_v3(sqlite3 db, ReadOnlySpan<byte> sql, uint flags, out nint stmt, out ReadOnlySpan<byte> remain)
    {
        SqliteHandle handle = HandleOf(db);
        SqliteCall call = Enter(handle, sql);
        try
        {
            byte[]? replaced = Inspect(handle, sql, out int replacedLength, out bool bindsFile);
            int result = replaced is null ? _inner.sqlite3_prepare_v3(db, sql, flags, out stmt, out remain) : PrepareReplaced(db, replaced, sql[replacedLength..], out stmt, out remain);
            KeepAttaching(handle, bindsFile, stmt);
            if (result == raw.SQLITE_OK)
            {
                SqliteBoundValues.Forget(stmt);
            }
            else
            {
                NoteRefused(handle, sql, result);
            }

            return result;
        }
        finally
        {
            call.Exit();
        }
    }

    public int sqlite3_step(sqlite3_stmt stmt)
    {
        SqliteHandle handle = HandleOf(raw.sqlite3_db_handle(stmt));
        SqliteCall call = EnterStep(handle);
        try
        {
            SqliteRun? run = FindRun(handle, stmt);
            if (run is null)
            {
                return _inner.sqlite3_step(stmt);
            }

            long begin = Stopwatch.GetTimestamp();
            int result = _inner.sqlite3_step(stmt);
            handle.Runs.Note(run, result, Stopwatch.GetTimestamp() - begin, stmt, _inner);
            return result;
        }
        finally
        {
            call.Exit();
        }
    }

    public int sqlite3_finalize(nint stmt)
    {
        if (!_attaching.IsEmpty)
        {
            _ = _attaching.TryRemove(stmt, out _);
        }

        return _inner.sqlite3_finalize(stmt);
    }

    public int sqlite3_bind_blob(sqlite3_stmt stmt, int index, ReadOnlySpan<byte> blob)
    {
        RefuseToAttach(stmt);
        if (IsLogged(stmt))
        {
            SqliteBoundValues.NoteBytes(stmt, index, blob);
        }

        return _inner.sqlite3_bind_blob(stmt, index, blob);
    }

    public int sqlite3_bind_zeroblob(sqlite3_stmt stmt, int index, int size)
    {
        RefuseToAttach(stmt);
        if (IsLogged(stmt))
        {
            SqliteBoundValues.NoteZeros(stmt, index, size);
        }

        return _inner.sqlite3_bind_zeroblob(stmt, index, size);
    }

    public int sqlite3_bind_int(sqlite3_stmt stmt, int index, int val)
    {
        RefuseToAttach(stmt);
        if (IsLogged(stmt))
        {
            SqliteBoundValues.Note(stmt, index, val);
        }

        return _inner.sqlite3_bind_int(stmt, index, val);
    }

    public int sqlite3_bind_int64(sqlite3_stmt stmt, int index, long val)
    {
        RefuseToAttach(stmt);
        if (IsLogged(stmt))
        {
            SqliteBoundValues.Note(stmt, index, val);
        }

        return _inner.sqlite3_bind_int64(stmt, index, val);
    }

    public int sqlite3_bind_double(sqlite3_stmt stmt, int index, double val)
    {
        RefuseToAttach(stmt);
        if (IsLogged(stmt))
        {
            SqliteBoundValues.Note(stmt, index, val);
        }

        return _inner.sqlite3_bind_double(stmt, index, val);
    }

    public int sqlite3_bind_text16(sqlite3_stmt stmt, int index, ReadOnlySpan<char> text)
    {
        RefuseToAttach(stmt);
        if (IsLogged(stmt))
        {
            SqliteBoundValues.NoteText(stmt, index, Encoding.UTF8.GetBytes(text[..Math.Min(text.Length, 4 * SqliteBoundValues.MostBytes)].ToArray()));
        }

        return _inner.sqlite3_bind_text16(stmt, index, text);
    }

    public int sqlite3_bind_null(sqlite3_stmt stmt, int index)
    {
        if (IsLogged(stmt))
        {
            SqliteBoundValues.NoteNull(stmt, index);
        }

        return _inner.sqlite3_bind_null(stmt, index);
    }

    public int sqlite3_bind_text(sqlite3_stmt stmt, int index, ReadOnlySpan<byte> text)
    {
        if (!_attaching.IsEmpty && _attaching.TryGetValue(stmt.DangerousGetHandle(), out SqliteHandle? handle))
        {
            return _inner.sqlite3_bind_text(stmt, index, Encoding.UTF8.GetBytes(Attach(handle, Encoding.UTF8.GetString(text))));
        }

        if (IsLogged(stmt))
        {
            SqliteBoundValues.NoteText(stmt, index, text);
        }

        return _inner.sqlite3_bind_text(stmt, index, text);
    }

    public int sqlite3_bind_text(sqlite3_stmt stmt, int index, utf8z text)
    {
        if (!_attaching.IsEmpty && _attaching.TryGetValue(stmt.DangerousGetHandle(), out SqliteHandle? handle))
        {
            return _inner.sqlite3_bind_text(stmt, index, Encoding.UTF8.GetBytes(Attach(handle, text.utf8_to_string())));
        }

        if (IsLogged(stmt))
        {
            NoteText(stmt, index, text);
        }

        return _inner.sqlite3_bind_text(stmt, index, text);
    }

    public int sqlite3_exec(sqlite3 db, utf8z sql, delegate_exec callback, object user_data, out nint errMsg)
    {
        SqliteHandle handle = HandleOf(db);
        string text = sql.utf8_to_string() ?? string.Empty;
        byte[] script = Encoding.UTF8.GetBytes(text);

        // What a connection runs while it opens.
        bool opens = text.StartsWith("PRAGMA foreign_keys = ", StringComparison.Ordinal) || text == "PRAGMA recursive_triggers = 1;";
        SqliteCall call = Enter(handle, script, mayHoldPool: opens);
        try
        {
            byte[] rest = script;
            List<byte> whole = [];
            while (rest.Length > 0)
            {
                byte[]? replaced = Inspect(handle, rest, out int replacedLength, out _);
                int length = rest.Length - SqliteStatement.AfterFirst(rest).Length;
                whole.AddRange(replaced ?? []);
                whole.AddRange(rest[(replaced is null ? 0 : replacedLength)..length]);
                rest = rest[length..];
            }

            return _inner.sqlite3_exec(db, utf8z.FromString(Encoding.UTF8.GetString([.. whole])), callback, user_data, out errMsg);
        }
        finally
        {
            call.Exit();
        }
    }

    public int sqlite3_blob_open(sqlite3 db, utf8z db_utf8, utf8z table_utf8, utf8z col_utf8, long rowid, int flags, out sqlite3_blob blob)
    {
        SqliteCall call = Enter(HandleOf(db), default);
        try
        {
            return _inner.sqlite3_blob_open(db, db_utf8, table_utf8, col_utf8, rowid, flags, out blob);
        }
        finally
        {
            call.Exit();
        }
    }

    public sqlite3_backup sqlite3_backup_init(sqlite3 destDb, utf8z destName, sqlite3 sourceDb, utf8z sourceName)
    {
        SqliteCall destination = Enter(HandleOf(destDb), default);
        try
        {
            SqliteCall source = Enter(HandleOf(sourceDb), default);
            try
            {
                return _inner.sqlite3_backup_init(destDb, destName, sourceDb, sourceName);
            }
            finally
            {
                source.Exit();
            }
        }
        finally
        {
            destination.Exit();
        }
    }

    public int sqlite3_deserialize(sqlite3 db, utf8z schema, nint data, long szDb, long szBuf, int flags)
    {
        SqliteHandle handle = HandleOf(db);
        SqliteCall call = Enter(handle, default);
        try
        {
            handle.IsTainted = true;
            return _inner.sqlite3_deserialize(db, schema, data, szDb, szBuf, flags);
        }
        finally
        {
            call.Exit();
        }
    }

    private static string InMemory(string name) => name.Length == 0 ? "a temporary database" : name;

    private DatabaseEngine? FindEngine(string path) => _session.FindSqlite(path);

    private SqliteHandle HandleOf(sqlite3 db) => HandleOf(db.DangerousGetHandle());

    private SqliteHandle HandleOf(nint database) =>
        _handles.TryGetValue(database, out SqliteHandle? handle)
            ? handle
            : _handles.GetOrAdd(database, static database => new SqliteHandle(database, SqliteHandleKind.Unknown, "a connection opened before the guard was installed", 0));

    private int OpenAs(in Opening opening, utf8z filename, utf8z vfs, out nint db)
    {
        int result = _inner.sqlite3_open_v2(filename, out db, opening.Flags, vfs);
        if (db != 0)
        {
            _handles[db] = new SqliteHandle(db, opening.Kind, opening.Target, opening.Flags) { Creation = opening.Creation, Opener = opening.Scope };
            if (opening.Creation is { } creation)
            {
                creation.Opened();
                _ = Native.TryExecute(db, "PRAGMA synchronous=OFF\0"u8);
            }
        }

        return result;
    }

    private int OpenCopy(SqliteLease lease, SqliteDataSource source, int flags, utf8z vfs, out nint db)
    {
        SqliteCopy copy = lease.CopyToOpen();
        copy.EnterCall();
        try
        {
            return lease.IsOpen ? OpenCopy(copy, lease.Scope, source, flags, vfs, out db) : throw AccessErrors.ScopeEnded(lease.Scope.Name, source.FullPath);
        }
        finally
        {
            copy.ExitCall();
        }
    }

    private int OpenCopy(SqliteCopy copy, DatabaseScope scope, SqliteDataSource source, int flags, utf8z vfs, out nint db)
    {
        string key = $"{flags}?{source.Query}";
        string? vfsName = vfs.utf8_to_string();
        bool namesLayer = vfsName is not null || source.NamesLayer;
        SqliteHandle? handle = namesLayer ? null : copy.Unpark(key);
        int result = raw.SQLITE_OK;
        if (handle is null)
        {
            string name = source.NameFor(copy.Path);
            result = _inner.sqlite3_open_v2(utf8z.FromString(name), out db, flags, vfs);
            if (db == 0)
            {
                return result;
            }

            Native.NeverCheckpoint(db);
            if (!SqliteRunDirectory.IsInMemory(copy.Path))
            {
                _ = Native.TryExecute(db, "PRAGMA synchronous=OFF\0"u8);
            }

            handle = new SqliteHandle(db, SqliteHandleKind.Copy, source.FullPath, flags) { Copy = copy, Key = key, IsTainted = result != raw.SQLITE_OK || namesLayer };
            if (namesLayer)
            {
                copy.GiveUpReuse();
            }

            _handles[db] = handle;
            copy.AddLive(handle);
        }

        handle.Opener = scope;
        handle.Granted = GrantThatLasts(scope);
        handle.MayWander = true;
        handle.OpenedAt = new StackTrace(skipFrames: 3, fNeedFileInfo: false);
        db = handle.Database;
        return result;
    }

    private bool TryPark(nint database)
    {
        if (!_handles.TryGetValue(database, out SqliteHandle? handle))
        {
            return false;
        }

        if (handle.Kind == SqliteHandleKind.Creation)
        {
            handle.Creation!.Closed();
        }

        return handle.Copy is { } copy && copy.Park(handle);
    }

    // Forgotten first, closed second: once closed, its address may be another connection's at once.
    private int Close(nint database, Func<nint, int> close)
    {
        if (!_handles.TryRemove(database, out SqliteHandle? handle))
        {
            return close(database);
        }

        SqliteCopy[] copies = handle.Copy is { } main ? [main, .. handle.Attached] : handle.Attached;
        bool livesOn = copies.Length > 0 && !Native.HasNoStatements(database);
        foreach (SqliteCopy copy in copies)
        {
            if (livesOn)
            {
                // SQLite keeps it open until its last statement or blob is closed, which nothing here would see.
                copy.GiveUpReuse();
            }

            copy.Remove(handle);
        }

        int result = close(database);
        if (result != raw.SQLITE_OK)
        {
            _handles[database] = handle;
            Array.ForEach(copies, copy => copy.AddLive(handle));
        }

        return result;
    }

    private int PrepareReplaced(sqlite3 db, byte[] replaced, ReadOnlySpan<byte> rest, out nint stmt, out ReadOnlySpan<byte> remain)
    {
        ReadOnlySpan<byte> following = SqliteStatement.AfterFirst(rest);
        byte[] statement = [.. replaced, .. rest[..^following.Length]];
        int result = _inner.sqlite3_prepare_v2(db, statement, out stmt, out _);
        remain = following;
        return result;
    }

    private void KeepAttaching(SqliteHandle handle, bool bindsFile, nint statement)
    {
        if (!bindsFile || statement == 0)
        {
            return;
        }

        // With a second one, nothing tells which is the file and which the name or the key.
        if (Native.ParameterCount(statement) != 1)
        {
            _ = _inner.sqlite3_finalize(statement);
            throw IsolationErrors.AttachNotUnderstood("ATTACH DATABASE with several parameters");
        }

        _attaching[statement] = handle;
    }

    // Text is how a file is named; SQLite would take the others for text as well.
    private void RefuseToAttach(sqlite3_stmt statement)
    {
        if (!_attaching.IsEmpty && _attaching.ContainsKey(statement.DangerousGetHandle()))
        {
            throw IsolationErrors.AttachNotUnderstood("ATTACH DATABASE with a parameter that is no text");
        }
    }

    /// <param name="Kind">What is opened.</param>
    /// <param name="Target">Its file or name.</param>
    /// <param name="Flags">The flags to open it with.</param>
    private readonly record struct Opening(SqliteHandleKind Kind, string Target, int Flags)
    {
        public DatabaseCreation? Creation { get; init; }

        public DatabaseScope? Scope { get; init; }
    }
}
