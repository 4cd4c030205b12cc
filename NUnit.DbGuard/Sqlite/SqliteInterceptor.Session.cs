#pragma warning disable CA1707 // The decorator finds the methods by the names that SQLitePCLRaw gave them.
#pragma warning disable IDE1006 // As above.
using System.Text;
using SQLitePCL;

namespace NUnit.DbGuard.Sqlite;

/// <content>What changes a connection for its next user: such a handle is not kept open after its user has closed it.</content>
internal sealed partial class SqliteInterceptor
{
    private readonly Lazy<HashSet<string>> _builtIn = new(static () =>
    {
        using SqliteControl memory = SqliteControl.Open(":memory:");
        return new HashSet<string>(
            [.. memory.Rows("SELECT name FROM pragma_function_list UNION SELECT name FROM pragma_collation_list").OfType<string>()], StringComparer.OrdinalIgnoreCase);
    });

    public int sqlite3_create_collation(sqlite3 db, byte[] name, object v, delegate_collation func)
    {
        Register(db, name, int.MinValue, present: func is not null);
        return _inner.sqlite3_create_collation(db, name, v, func);
    }

    public int sqlite3_create_function(sqlite3 db, byte[] name, int nArg, int flags, object v, delegate_function_scalar func)
    {
        Register(db, name, nArg, present: func is not null);
        return _inner.sqlite3_create_function(db, name, nArg, flags, v, func);
    }

    public int sqlite3_create_function(
        sqlite3 db, byte[] name, int nArg, int flags, object v, delegate_function_aggregate_step func_step, delegate_function_aggregate_final func_final)
    {
        Register(db, name, nArg, present: func_step is not null);
        return _inner.sqlite3_create_function(db, name, nArg, flags, v, func_step, func_final);
    }

    public void sqlite3_commit_hook(sqlite3 db, delegate_commit func, object v)
    {
        HandleOf(db).RegisterHook(nameof(sqlite3_commit_hook), present: func is not null);
        _inner.sqlite3_commit_hook(db, func, v);
    }

    public void sqlite3_rollback_hook(sqlite3 db, delegate_rollback func, object v)
    {
        HandleOf(db).RegisterHook(nameof(sqlite3_rollback_hook), present: func is not null);
        _inner.sqlite3_rollback_hook(db, func, v);
    }

    public void sqlite3_update_hook(sqlite3 db, delegate_update func, object v)
    {
        HandleOf(db).RegisterHook(nameof(sqlite3_update_hook), present: func is not null);
        _inner.sqlite3_update_hook(db, func, v);
    }

    public void sqlite3_trace(sqlite3 db, delegate_trace func, object v)
    {
        HandleOf(db).RegisterHook(nameof(sqlite3_trace), present: func is not null);
        _inner.sqlite3_trace(db, func, v);
    }

    public void sqlite3_profile(sqlite3 db, delegate_profile func, object v)
    {
        HandleOf(db).RegisterHook(nameof(sqlite3_profile), present: func is not null);
        _inner.sqlite3_profile(db, func, v);
    }

    public void sqlite3_progress_handler(sqlite3 db, int instructions, delegate_progress func, object v)
    {
        HandleOf(db).RegisterHook(nameof(sqlite3_progress_handler), present: func is not null);
        _inner.sqlite3_progress_handler(db, instructions, func, v);
    }

    public int sqlite3_set_authorizer(sqlite3 db, delegate_authorizer authorizer, object user_data)
    {
        HandleOf(db).RegisterHook(nameof(sqlite3_set_authorizer), present: authorizer is not null);
        return _inner.sqlite3_set_authorizer(db, authorizer, user_data);
    }

    public int sqlite3_load_extension(sqlite3 db, utf8z zFile, utf8z zProc, out utf8z pzErrMsg)
    {
        HandleOf(db).IsTainted = true;
        return _inner.sqlite3_load_extension(db, zFile, zProc, out pzErrMsg);
    }

    public int sqlite3_enable_load_extension(sqlite3 db, int enable)
    {
        HandleOf(db).IsTainted = true;
        return _inner.sqlite3_enable_load_extension(db, enable);
    }

    public int sqlite3_limit(sqlite3 db, int id, int newVal)
    {
        HandleOf(db).IsTainted |= newVal >= 0;
        return _inner.sqlite3_limit(db, id, newVal);
    }

    public int sqlite3_db_config(sqlite3 db, int op, utf8z val)
    {
        HandleOf(db).IsTainted = true;
        return _inner.sqlite3_db_config(db, op, val);
    }

    public int sqlite3_db_config(sqlite3 db, int op, int val, out int result)
    {
        SqliteHandle handle = HandleOf(db);
        handle.IsTainted |= val >= 0;
        if (op == raw.SQLITE_DBCONFIG_ENABLE_FKEY && val == 0)
        {
            LeaveUnchecked(handle);
        }

        return _inner.sqlite3_db_config(db, op, val, out result);
    }

    public int sqlite3_db_config(sqlite3 db, int op, nint ptr, int int0, int int1)
    {
        HandleOf(db).IsTainted = true;
        return _inner.sqlite3_db_config(db, op, ptr, int0, int1);
    }

    public int sqlite3_busy_timeout(sqlite3 db, int ms)
    {
        HandleOf(db).IsTainted = true;
        return _inner.sqlite3_busy_timeout(db, ms);
    }

    public int sqlite3_extended_result_codes(sqlite3 db, int onoff)
    {
        HandleOf(db).IsTainted = true;
        return _inner.sqlite3_extended_result_codes(db, onoff);
    }

    public int sqlite3_wal_autocheckpoint(sqlite3 db, int n)
    {
        HandleOf(db).IsTainted = true;
        return _inner.sqlite3_wal_autocheckpoint(db, n);
    }

    private void Register(sqlite3 db, byte[] name, int arguments, bool present)
    {
        SqliteHandle handle = HandleOf(db);
        if (present && handle.MayWander)
        {
            KeepFromPool(handle);
        }

        string text = Encoding.UTF8.GetString(name).TrimEnd('\0');
        handle.Register(text, arguments, present);

        // Taking back what stood in a built-in's place does not bring the built-in back.
        handle.IsTainted |= present && handle.Copy is not null && _builtIn.Value.Contains(text);
    }
}
