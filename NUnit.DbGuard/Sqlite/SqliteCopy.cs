using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using NUnit.DbGuard.Commands;

namespace NUnit.DbGuard.Sqlite;

/// <summary>A copy of the baseline that one scope at a time works on, and that is taken back to a <see cref="SqliteLayer"/> afterwards.</summary>
/// <remarks>
/// <para><b>How it is taken back.</b> The copy is in write-ahead-log mode and nothing ever copies the log into the file. So the
/// file stays what it was made as, and all that a test wrote is in the log. Cutting the log at the layer's length and zeroing the
/// header of the index beside it (the <c>-shm</c> file) makes the next reader recover the index from what is left, exactly as
/// after a crash ("WAL-mode File Format", section 2: a header whose two copies are not initialised is recovered under the write
/// lock). Open connections notice the changed header and drop their page caches, so they, and the schemas that they
/// have parsed, outlive the test. The cost does not depend on the size of the database.</para>
/// <para><b>Why every copy has a file of its own</b>, and not a hard link to one: SQLite keeps one index per inode and process, so two
/// links of one file that are open at the same time share an index over two logs, and fail or damage each other.</para>
/// <para><b>Invariants.</b> A copy has at most one holder. It is rewound only while no call runs in it (<see cref="InFlight"/> is 0),
/// and every connection on it is idle. What cannot be rewound (the file itself was written, it left the log mode, a
/// connection did not come back) is retired: never used again, deleted, and replaced by a new copy.</para>
/// </remarks>
internal sealed class SqliteCopy
{
    private const int MostParked = 16;
    private const int IndexHeaderLength = 96;

    private readonly Lock _lock = new();
    private readonly SqliteNative _native;
    private readonly List<SqliteHandle> _live = [];
    private readonly List<SqliteHandle> _parked = [];
    private readonly Action<nint> _close;
    private SqliteControl? _control;
    private SafeFileHandle? _file;
    private SafeFileHandle? _log;
    private SafeFileHandle? _index;
    private (long Length, DateTime Written, ulong Header) _fileState;
    private int _inFlight;
    private volatile bool _retired;
    private volatile bool _unusable;
    private volatile SqliteLease? _holder;
    private volatile bool _unchecked;
    private volatile bool _schemaChangedUnseen;

    private SqliteCopy(SqliteNative native, string path, Action<nint> close)
    {
        _native = native;
        Path = path;
        _close = close;
    }

    public string Path { get; }

    /// <summary>The lease that works on the copy now.</summary>
    public SqliteLease? Holder
    {
        get => _holder;
        set => _holder = value;
    }

    /// <summary>The state that the copy was last taken to.</summary>
    public SqliteLayer Layer { get; private set; } = new([], 0);

    /// <summary>Whether the copy is never to be used again.</summary>
    public bool IsRetired => _retired;

    /// <summary>Whether the copy was made with a file: a vacant one has none until the code under test makes it.</summary>
    public bool HasFile => _file is not null;

    /// <summary>Whether a connection without foreign keys may have written.</summary>
    public bool HasUncheckedForeignKeys => _unchecked;

    /// <summary>Whether the library checks no foreign keys unless asked.</summary>
    public bool IsUncheckedByDefault { get; private set; }

    /// <summary>The native calls that run in the copy now.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Takes a file that is a fresh copy of the baseline into use.</summary>
    /// <param name="native">The native functions.</param>
    /// <param name="path">The file.</param>
    /// <param name="close">Closes a native handle.</param>
    public static SqliteCopy Open(SqliteNative native, string path, Action<nint> close)
    {
        SqliteCopy copy = new(native, path, close);
        try
        {
            SqliteControl control = copy._control = SqliteControl.Open(path);
            control.Run("PRAGMA journal_mode=WAL");
            native.NeverCheckpoint(control.Handle);
            copy.IsUncheckedByDefault = control.Number("PRAGMA foreign_keys") == 0;
            copy.Layer = new SqliteLayer([], control.Number("PRAGMA schema_version"));
            const FileShare all = FileShare.ReadWrite | FileShare.Delete;

            // They stay open as long as the copy: closing any descriptor of a file drops this process's locks on it.
            copy._file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, all);
            copy._log = File.OpenHandle(path + "-wal", FileMode.Open, FileAccess.ReadWrite, all);
            copy._index = File.OpenHandle(path + "-shm", FileMode.Open, FileAccess.ReadWrite, all);

            // Far from now: a write in the same tick of the clock as the copy's making must not look like none.
            File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddDays(1));
            copy._fileState = copy.ReadFileState();
            return copy;
        }
        catch
        {
            copy.Retire();
            throw;
        }
    }

    /// <summary>A path where the code under test makes a file of its own, after it has deleted the copy; never rewound.</summary>
    public static SqliteCopy Vacant(SqliteNative native, string path, Action<nint> close) => new(native, path, close) { _unusable = true };

    public void EnterCall() => Interlocked.Increment(ref _inFlight);

    public void ExitCall() => Interlocked.Decrement(ref _inFlight);

    /// <summary>A parked handle that fits, taken for a new user.</summary>
    public SqliteHandle? Unpark(string key)
    {
        lock (_lock)
        {
            for (int i = _parked.Count - 1; i >= 0; i--)
            {
                SqliteHandle handle = _parked[i];
                if (handle.Key == key)
                {
                    _parked.RemoveAt(i);
                    _live.Add(handle);
                    handle.IsParked = false;
                    return handle;
                }
            }

            return null;
        }
    }

    public void AddLive(SqliteHandle handle)
    {
        lock (_lock)
        {
            _live.Add(handle);
        }
    }

    /// <summary>Takes a handle that its user closes.</summary>
    /// <returns>Whether it is kept open; if not, the caller closes it.</returns>
    public bool Park(SqliteHandle handle)
    {
        lock (_lock)
        {
            _live.Remove(handle);
            bool fits = !_retired && !_unusable && !handle.IsTainted && !handle.HasRegistrations && _parked.Count < MostParked
                && _native.IsIdle(handle.Database) && _native.HasNoStatements(handle.Database) && PutBackPragmas(handle);
            if (fits)
            {
                handle.IsParked = true;
                handle.Opener = null;
                handle.OpenedAt = null;
                handle.Granted = null;
                _parked.Add(handle);
            }

            return fits;
        }
    }

    /// <summary>Forgets a handle that is closed for good.</summary>
    public void Remove(SqliteHandle handle)
    {
        lock (_lock)
        {
            _live.Remove(handle);
            if (_retired && _live.Count == 0)
            {
                CloseFiles();
            }
        }
    }

    public SqliteHandle[] Live()
    {
        lock (_lock)
        {
            return [.. _live];
        }
    }

    /// <summary>Whether a connection on the copy has neither a transaction nor a statement that still reads.</summary>
    public bool IsIdle(SqliteHandle handle)
    {
        // A finalizer may close it at any time; under the lock it is either open or forgotten.
        lock (_lock)
        {
            return !_live.Contains(handle) || _native.IsIdle(handle.Database);
        }
    }

    /// <summary>Waits until no call runs in the copy; interrupts those that do not end by themselves.</summary>
    /// <param name="limit">How long to wait, before and after the interrupt each.</param>
    /// <returns>Whether all calls have ended.</returns>
    public bool WaitForCalls(TimeSpan limit)
    {
        if (WaitUntilQuiet(limit))
        {
            return true;
        }

        lock (_lock)
        {
            foreach (SqliteHandle handle in _live)
            {
                _native.Interrupt(handle.Database);
            }
        }

        return WaitUntilQuiet(limit);
    }

    /// <summary>Notes that something stays behind in the copy that nothing here can see: it is used up when its scope ends.</summary>
    public void GiveUpReuse() => _unusable = true;

    /// <summary>Notes that a connection without foreign keys may write.</summary>
    public void LeaveUnchecked() => _unchecked = true;

    /// <summary>Notes that SQLite's schema version does not tell whether the schema is another one.</summary>
    public void ForgetSchemasAtEnd() => _schemaChangedUnseen = true;

    /// <summary>Lets the code under test take the file out of write-ahead-log mode: for that, nobody else may have it open.</summary>
    public void GiveUpRewinding()
    {
        _unusable = true;
        CloseParked();
        lock (_lock)
        {
            _control?.Dispose();
            _control = null;
        }
    }

    /// <summary>The rows that violate foreign keys, each as a line.</summary>
    public IReadOnlyList<string> ForeignKeyViolations()
    {
        if (_control is { } control)
        {
            return Read(control);
        }

        using SqliteControl own = SqliteControl.Open(Path);
        return Read(own);

        static IReadOnlyList<string> Read(SqliteControl control) => control.Rows(
            "SELECT coalesce('row ' || rowid, 'a row') || ' of ' || \"table\" || ' points at no row of ' || parent FROM pragma_foreign_key_check")!;
    }

    /// <summary>What is committed in it, against a baseline.</summary>
    /// <returns>Nothing, where it is not kept open: who closes it then would write what is in its log into the file, which may be the baseline's.</returns>
    public IReadOnlyList<LeftChanges> ChangesSince(string baseline) => _control is null ? [] : SqliteChanges.Of(baseline, Path);

    /// <summary>Writes what is committed to a file of its own.</summary>
    public void CopyTo(string path)
    {
        if (_control is { } control)
        {
            control.CopyTo(path);
            return;
        }

        using SqliteControl own = SqliteControl.Open(Path);
        own.CopyTo(path);
    }

    /// <summary>Whether something was committed since the copy was last taken to its layer.</summary>
    public bool WasWritten() => _unusable || RandomAccess.GetLength(_log!) != Layer.Log.Length || CommittedLength() is { } length && length != Layer.Log.Length;

    /// <summary>Makes what is committed now a layer of its own. No call may run, and no connection may be in a transaction.</summary>
    /// <returns><see langword="null"/> when the copy is in a state that cannot be kept.</returns>
    public SqliteLayer? Freeze()
    {
        if (_unusable || _fileState != ReadFileState())
        {
            return null;
        }

        if (CommittedLength() is not { } length || length == Layer.Log.Length)
        {
            return Layer;
        }

        long schema = _control!.Number("PRAGMA schema_version");
        byte[] log = new byte[length];
        if (RandomAccess.Read(_log!, log, 0) != length)
        {
            return null;
        }

        // What a rolled-back transaction has spilled behind the last commit must not be taken for part of the layer.
        RandomAccess.SetLength(_log!, length);
        return Layer = new SqliteLayer(log, schema);
    }

    /// <summary>Takes the copy back to a layer. No call may run, and no connection may be in a transaction.</summary>
    /// <returns>Whether that was possible; if not, the copy must be retired.</returns>
    public bool TryRewind(SqliteLayer layer)
    {
        if (_retired || _unusable || _fileState != ReadFileState())
        {
            return false;
        }

        lock (_lock)
        {
            _unchecked = _live.Exists(static handle => handle.IsUnchecked);
        }

        if (ReferenceEquals(layer, Layer) && !WasWritten())
        {
            return true;
        }

        // Two layers may have the same version of different schemas.
        bool schemaChanged = _schemaChangedUnseen || !ReferenceEquals(layer, Layer) || _control!.Number("PRAGMA schema_version") != layer.SchemaVersion;
        if (ReferenceEquals(layer, Layer))
        {
            RandomAccess.SetLength(_log!, layer.Log.Length);
        }
        else
        {
            RandomAccess.SetLength(_log!, 0);
            RandomAccess.Write(_log!, layer.Log, 0);
            Layer = layer;
        }

        RandomAccess.Write(_index!, stackalloc byte[IndexHeaderLength], 0);
        _schemaChangedUnseen = false;
        return !schemaChanged || TryForgetSchemas();
    }

    /// <summary>Takes the copy out of use for good. Connections that are still open on it keep it until they are closed.</summary>
    public void Retire()
    {
        _retired = true;
        CloseParked();
        lock (_lock)
        {
            _control?.Dispose();
            _control = null;
            if (_live.Count == 0)
            {
                CloseFiles();
            }
        }

        foreach (string suffix in (ReadOnlySpan<string>)["", "-wal", "-shm", "-journal"])
        {
            try
            {
                File.Delete(Path + suffix);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Windows deletes no open file; the run's folder is removed at the end of the run.
            }
        }
    }

    private void CloseFiles()
    {
        _file?.Dispose();
        _log?.Dispose();
        _index?.Dispose();
    }

    private bool WaitUntilQuiet(TimeSpan limit)
    {
        long start = TimeProvider.System.GetTimestamp();
        SpinWait wait = default;
        while (InFlight != 0)
        {
            if (TimeProvider.System.GetElapsedTime(start) > limit)
            {
                return false;
            }

            wait.SpinOnce();
        }

        return true;
    }

    // A connection that parsed a schema which is no longer there would take a later schema of the same version for its own.
    private bool TryForgetSchemas()
    {
        CloseParked();
        _control!.Run("PRAGMA writable_schema=RESET");
        lock (_lock)
        {
            return _live.TrueForAll(handle => _native.TryExecute(handle.Database, "PRAGMA writable_schema=RESET\0"u8));
        }
    }

    private void CloseParked()
    {
        SqliteHandle[] parked;
        lock (_lock)
        {
            parked = [.. _parked];
            _parked.Clear();
        }

        foreach (SqliteHandle handle in parked)
        {
            _close(handle.Database);
        }
    }

    private bool PutBackPragmas(SqliteHandle handle)
    {
        if (!handle.HasSessionPragma)
        {
            return true;
        }

        handle.HasSessionPragma = false;
        handle.IsUnchecked = false;
        return _native.TryExecute(
            handle.Database,
            IsUncheckedByDefault ? "PRAGMA foreign_keys=0; PRAGMA recursive_triggers=0\0"u8 : "PRAGMA foreign_keys=1; PRAGMA recursive_triggers=0\0"u8);
    }

    // "WAL-mode File Format", section 2.1: byte 12 says whether the header holds, 14 the page size, 16 the last committed frame.
    private long? CommittedLength()
    {
        const int logHeader = 32;
        const int frameHeader = 24;
        Span<byte> header = stackalloc byte[48];
        if (RandomAccess.Read(_index!, header, 0) != header.Length || header[12] == 0)
        {
            return null;
        }

        int page = BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(header[14..]) : BinaryPrimitives.ReadUInt16BigEndian(header[14..]);
        page = (page & 0xfe00) + ((page & 0x0001) << 16);
        uint frames = BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(header[16..]) : BinaryPrimitives.ReadUInt32BigEndian(header[16..]);
        return frames == 0 ? 0 : logHeader + (frames * (long)(page + frameHeader));
    }

    // "Database File Format", section 1.3: bytes 18 and 19 are the journal mode, 24 to 27 count the changes of the file.
    private (long Length, DateTime Written, ulong Header) ReadFileState()
    {
        Span<byte> header = stackalloc byte[28];
        header.Clear();
        _ = RandomAccess.Read(_file!, header, 0);
        ulong state = ((ulong)BinaryPrimitives.ReadUInt16BigEndian(header[18..]) << 32) | BinaryPrimitives.ReadUInt32BigEndian(header[24..]);
        return (RandomAccess.GetLength(_file!), File.GetLastWriteTimeUtc(Path), state);
    }
}
