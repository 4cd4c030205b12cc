using System.Reflection;
using System.Runtime.InteropServices;
using NUnit.DbGuard.Errors;
using SQLitePCL;

namespace NUnit.DbGuard.Sqlite;

/// <summary>The few functions of SQLite's C interface that must be called on a handle that no managed object stands for any more.</summary>
/// <remarks>They are taken from the library that the provider itself has loaded.</remarks>
internal sealed unsafe class SqliteNative
{
    private readonly delegate* unmanaged<nint, int> _getAutocommit;
    private readonly delegate* unmanaged<nint, byte*, int> _transactionState;
    private readonly delegate* unmanaged<nint, nint, nint> _nextStatement;
    private readonly delegate* unmanaged<nint, int, int> _walAutocheckpoint;
    private readonly delegate* unmanaged<nint, byte*, nint, nint, nint, int> _exec;
    private readonly delegate* unmanaged<nint, void> _interrupt;
    private readonly delegate* unmanaged<nint, int> _parameterCount;
    private readonly delegate* unmanaged<nint, byte*> _errorMessage;

    public SqliteNative(ISQLite3Provider provider)
    {
        string name = provider.GetNativeLibraryName();
        if (!NativeLibrary.TryLoad(name, provider.GetType().Assembly, searchPath: null, out nint library))
        {
            throw IsolationErrors.ProviderNotSupported($"its native library '{name}' could not be found");
        }

        _getAutocommit = (delegate* unmanaged<nint, int>)Export(library, "sqlite3_get_autocommit");
        _transactionState = (delegate* unmanaged<nint, byte*, int>)Export(library, "sqlite3_txn_state");
        _nextStatement = (delegate* unmanaged<nint, nint, nint>)Export(library, "sqlite3_next_stmt");
        _walAutocheckpoint = (delegate* unmanaged<nint, int, int>)Export(library, "sqlite3_wal_autocheckpoint");
        _exec = (delegate* unmanaged<nint, byte*, nint, nint, nint, int>)Export(library, "sqlite3_exec");
        _interrupt = (delegate* unmanaged<nint, void>)Export(library, "sqlite3_interrupt");
        _parameterCount = (delegate* unmanaged<nint, int>)Export(library, "sqlite3_bind_parameter_count");
        _errorMessage = (delegate* unmanaged<nint, byte*>)Export(library, "sqlite3_errmsg");
    }

    /// <summary>Whether a connection has neither a transaction nor a statement that still reads.</summary>
    public bool IsIdle(nint database) => _getAutocommit(database) != 0 && _transactionState(database, null) == 0;

    /// <summary>Whether every statement of a connection has been finalized.</summary>
    public bool HasNoStatements(nint database) => _nextStatement(database, 0) == 0;

    /// <summary>Keeps a connection from ever copying its write-ahead log into the file.</summary>
    public void NeverCheckpoint(nint database) => _ = _walAutocheckpoint(database, 0);

    /// <summary>The highest number of a statement's parameters.</summary>
    public int ParameterCount(nint statement) => _parameterCount(statement);

    /// <summary>What the last call on a connection found wrong.</summary>
    public string? ErrorMessage(nint database) => Marshal.PtrToStringUTF8((nint)_errorMessage(database));

    public void Interrupt(nint database) => _interrupt(database);

    public bool TryExecute(nint database, ReadOnlySpan<byte> zeroTerminatedSql)
    {
        fixed (byte* sql = zeroTerminatedSql)
        {
            return _exec(database, sql, 0, 0, 0) == raw.SQLITE_OK;
        }
    }

    private static nint Export(nint library, string name) =>
        NativeLibrary.TryGetExport(library, name, out nint address)
            ? address
            : throw IsolationErrors.ProviderNotSupported($"its native library has no {name} (SQLite 3.34 or newer is needed)");
}
