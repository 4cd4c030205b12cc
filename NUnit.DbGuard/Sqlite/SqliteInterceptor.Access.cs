using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Data.Sqlite;
using NUnit.DbGuard.Access;
using NUnit.DbGuard.Commands;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Lifecycle;
using SQLitePCL;

namespace NUnit.DbGuard.Sqlite;

/// <content>Whose work a call is, and what its statement changes.</content>
internal sealed partial class SqliteInterceptor
{
    private const int MostSqlShown = 1000;

    // The caller ends the call.
    private SqliteCall Enter(SqliteHandle handle, ReadOnlySpan<byte> sql, bool mayHoldPool = false)
    {
        if (handle.MayWander && !mayHoldPool)
        {
            KeepFromPool(handle);
        }

        if (handle.Copy is null)
        {
            DemandWithoutCopy(handle, sql);
        }

        List<SqliteLease>? admitted = null;
        while (true)
        {
            // Counted first, asked second: the end of a scope closes it first and waits for the count second. Admission itself may
            // wait for such an end, so it is not counted.
            SqliteCall call = SqliteCall.Enter(handle);
            if (FirstClosed(handle, admitted) is not { } closed)
            {
                if (handle.Copy is { Holder.Scope: { } scope })
                {
                    handle.Granted = GrantThatLasts(scope);
                }

                return call;
            }

            call.Exit();
            (admitted ??= []).Add(Admit(handle, closed, ReferenceEquals(closed, handle.Copy) ? handle.Target : closed.Path, sql));
        }
    }

    // A step is one row: work on no test's flow is not asked again while the scope that it was let into goes on.
    private SqliteCall EnterStep(SqliteHandle handle)
    {
        if (handle.Copy is { } copy && handle.Attached.Length == 0 && FlowState.Current is null)
        {
            SqliteCall call = SqliteCall.Enter(handle);
            if (copy.Holder is { IsOpen: true } holder && ReferenceEquals(holder.Scope, handle.Granted))
            {
                return call;
            }

            call.Exit();
        }

        return Enter(handle, default);
    }

    // Of many steps the first begins to run it.
    private SqliteRun? FindRun(SqliteHandle handle, sqlite3_stmt stmt)
    {
        if (!IsLogged(handle))
        {
            return null;
        }

        nint statement = stmt.DangerousGetHandle();
        SqliteRun? earlier = handle.Runs.Find(statement);
        if (_inner.sqlite3_stmt_busy(stmt) != 0)
        {
            return earlier;
        }

        CutSql sql = CutSql.Of(_inner.sqlite3_sql(stmt).utf8_to_string() ?? string.Empty);
        SqliteBoundValues? values = SqliteBoundValues.Of(stmt, _inner);
        if (earlier is { WaitsForLock: true } && earlier.Sql == sql.Sql && values is null)
        {
            return earlier;
        }

        bool returnsRows = _inner.sqlite3_column_count(stmt) > 0;
        LoggedStatement? logged = Log(handle, sql, returnsRows && _inner.sqlite3_stmt_readonly(stmt) != 0, values);
        int changes = logged is null ? 0 : _inner.sqlite3_total_changes(raw.sqlite3_db_handle(stmt));
        return handle.Runs.Add(new SqliteRun(statement, sql.Sql, logged, returnsRows, changes));
    }

    // What cannot be prepared is never run, but it was asked for. For a lock its provider waits, and asks again.
    private void NoteRefused(SqliteHandle handle, ReadOnlySpan<byte> sql, int result)
    {
        if (!IsLogged(handle) || (result & 0xFF) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED)
        {
            return;
        }

        ReadOnlySpan<byte> first = sql[..(sql.Length - SqliteStatement.AfterFirst(sql).Length)];
        if (Log(handle, CutSql.Of(Encoding.UTF8.GetString(first.TrimEnd((byte)0))), isQuery: false, values: null) is { } logged)
        {
            logged.Failure = Native.ErrorMessage(handle.Database);
            logged.Place ??= new StackTrace(fNeedFileInfo: false);
        }
    }

    // A seed binds very many.
    private bool IsLogged(sqlite3_stmt stmt) => IsLogged(HandleOf(raw.sqlite3_db_handle(stmt)));

    // Not copied: it may be long. It may be an array's, which moves as soon as it is not held.
    private static unsafe void NoteText(sqlite3_stmt stmt, int index, utf8z text)
    {
        fixed (byte* start = text)
        {
            SqliteBoundValues.NoteText(stmt, index, start is null ? [] : MemoryMarshal.CreateReadOnlySpanFromNullTerminated(start));
        }
    }

    private static bool IsLogged(SqliteHandle handle) => handle.Kind is SqliteHandleKind.Copy or SqliteHandleKind.Private;

    private LoggedStatement? Log(SqliteHandle handle, CutSql cut, bool isQuery, SqliteBoundValues? values)
    {
        string sql = cut.Sql;
        SqliteLease? lease = handle.Copy?.Holder;
        if (_session.Commands.IsListening)
        {
            CommandLog.Note(new CommandRecord(lease?.Database, sql));
        }

        DatabaseScope? scope = handle.Copy is null ? FlowState.Current?.Test : lease?.Scope;
        if (scope is null)
        {
            return null;
        }

        StatementLog log = scope.Statements;
        bool isControl = StatementCount.IsTransactionControl(sql);
        LoggedStatement logged = new(lease?.Database ?? "(in memory)", sql, Stopwatch.GetTimestamp())
        {
            IsControl = isControl,
            IsQuery = isQuery,
            IsSecret = cut.IsSecret,
            Values = values,
            Place = !isControl && (log.PlacesAll ? log.WantsPlace : isQuery && log.IsRepeated(sql)) ? new StackTrace(fNeedFileInfo: false) : null,
            OpenedAt = handle.OpenedAt,
        };
        log.Add(logged);
        return logged;
    }

    // A pool gives a connection to whoever asks next, another test too. Emptied now, its pool closes this one when its user does. Not where
    // Microsoft.Data.Sqlite may hold a pool's lock (while it opens): two threads that do so wait for each other.
    private void KeepFromPool(SqliteHandle handle)
    {
        handle.MayWander = false;
        if (handle.Opener is { } scope && (scope is not TestScope || _session.RunsBesideOthers(scope)))
        {
            _session.CloseIdleConnections();
        }
    }

    // The first copy that a call on the connection may reach, and that is not open to whoever calls.
    private static SqliteCopy? FirstClosed(SqliteHandle handle, List<SqliteLease>? admitted)
    {
        if (handle.Copy is { } copy && !IsOpen(copy, admitted))
        {
            return copy;
        }

        foreach (SqliteCopy attached in handle.Attached)
        {
            if (!IsOpen(attached, admitted))
            {
                return attached;
            }
        }

        return null;
    }

    private static bool IsOpen(SqliteCopy copy, List<SqliteLease>? admitted) =>
        copy.Holder is { IsOpen: true } holder && (IsOfFlow(holder) || admitted?.Contains(holder) == true);

    // What only DatabaseAccess.Allow() opened must be asked for again: the scope may have been disposed since.
    private static bool IsOfFlow(SqliteLease holder) =>
        holder.IsOpenedByMark && FlowState.Current is { Frame: null, Creation: null } flow && ReferenceEquals(flow.Test, holder.Scope);

    private static DatabaseScope? GrantThatLasts(DatabaseScope? scope) => FlowState.Current?.Frame is null ? scope : null;

    // The lease that works on a copy of the connection's, for whoever asks now.
    private SqliteLease Admit(SqliteHandle handle, SqliteCopy copy, string target, ReadOnlySpan<byte> sql)
    {
        DatabaseEngine? engine = FindEngine(target) ?? FindEngine(copy.Path);
        AccessGrant grant = _session.Gate.Demand(new AccessRequest(Provider, target, engine, Shown(sql) ?? string.Empty, copy.Path));
        if (grant.Scope is not { } scope || engine is null)
        {
            throw IsolationErrors.ConnectionOutlived(target, "a schema or seed delegate", handle.Opener?.Name ?? "another test", handle.PlaceOpened());
        }

        if (copy.IsRetired || handle.Opener is TestScope { IsActive: false } or StandaloneScope { IsActive: false })
        {
            throw IsolationErrors.ConnectionOutlived(engine.Name, scope.Name, handle.Opener?.Name ?? "a test", handle.PlaceOpened());
        }

        var lease = (SqliteLease)scope.LeaseOf(engine);
        return ReferenceEquals(lease.CopyFor(copy), copy)
            ? lease
            : throw IsolationErrors.SharedConnection(engine.Name, scope.Name, copy.Holder?.Scope.Name);
    }

    private void DemandWithoutCopy(SqliteHandle handle, ReadOnlySpan<byte> sql)
    {
        if (handle.Kind == SqliteHandleKind.Internal)
        {
            return;
        }

        FlowState? flow = FlowState.Current;
        if (handle.Kind == SqliteHandleKind.Creation)
        {
            if (!ReferenceEquals(flow?.Creation, handle.Creation))
            {
                throw IsolationErrors.ConnectionOutlived(handle.Creation!.Engine.Name, flow?.Test?.Name ?? "Code", "its schema or seed", handle.PlaceOpened());
            }

            return;
        }

        if (handle.Kind == SqliteHandleKind.Private && flow is { Frame: null, Test: { IsActive: true, Mark.IsOpen: true } test } && ReferenceEquals(test, handle.Granted))
        {
            return;
        }

        AccessGrant grant = _session.Gate.Demand(
            new AccessRequest(Provider, handle.Target, Sql: Shown(sql) ?? string.Empty, IsPrivate: handle.Kind == SqliteHandleKind.Private));
        handle.Granted = GrantThatLasts(grant.Scope);
    }

    // Microsoft.Data.Sqlite ends the text with a null character.
    private static string? Shown(ReadOnlySpan<byte> sql) => sql.IsEmpty ? null : Encoding.UTF8.GetString(sql[..Math.Min(sql.Length, MostSqlShown)].TrimEnd((byte)0));

    // Notes what a statement does to its connection or file. Answers with the text to run in its place, and how much of it that replaces.
    private byte[]? Inspect(SqliteHandle handle, ReadOnlySpan<byte> sql, out int replacedLength, out bool bindsFile)
    {
        replacedLength = 0;
        bindsFile = false;
        if (handle.Kind == SqliteHandleKind.Internal)
        {
            return null;
        }

        SqliteStatement statement = SqliteStatement.Read(sql);
        switch (statement.Kind)
        {
            case SqliteStatementKind.CreateTemporary:
                handle.IsTainted = true;
                return null;
            case SqliteStatementKind.Pragma:
                InspectPragma(handle, SqlitePragma.Read(statement.Body));
                return null;
            case SqliteStatementKind.Attach:
                return InspectAttach(handle, sql, statement.Body, out replacedLength, out bindsFile);
            default:
                return null;
        }
    }

    private void InspectPragma(SqliteHandle handle, in SqlitePragma pragma)
    {
        if (pragma.LeavesWriteAheadLog)
        {
            // Nobody else may have the file open, and what is pooled comes back only now.
            handle.IsTainted = true;
            _session.CloseIdleConnections();
            handle.Copy?.GiveUpRewinding();
            Array.ForEach(handle.Attached, static attached => attached.GiveUpRewinding());
        }
        else if (pragma is { Name: "foreign_keys" or "recursive_triggers", Argument: not null })
        {
            handle.HasSessionPragma = true;
            if (pragma.TurnsForeignKeysOff)
            {
                LeaveUnchecked(handle);
            }
        }
        else if (pragma.ChangesSchemaUnseen)
        {
            handle.IsTainted = true;
            handle.Copy?.ForgetSchemasAtEnd();
            Array.ForEach(handle.Attached, static attached => attached.ForgetSchemasAtEnd());
        }
        else if (pragma.ChangesConnection)
        {
            handle.IsTainted = true;
        }
    }

    private static void LeaveUnchecked(SqliteHandle handle)
    {
        handle.IsUnchecked = true;
        handle.Copy?.LeaveUnchecked();
        Array.ForEach(handle.Attached, static attached => attached.LeaveUnchecked());
    }

    // ATTACH [DATABASE] expr AS name: the file is a string, or a parameter whose value comes later.
    private byte[]? InspectAttach(SqliteHandle handle, ReadOnlySpan<byte> sql, ReadOnlySpan<byte> body, out int replacedLength, out bool bindsFile)
    {
        replacedLength = 0;
        bindsFile = false;
        handle.IsTainted = true;
        ReadOnlySpan<byte> rest = SqliteStatement.SkipBlank(body);
        if (SqliteStatement.Is(SqliteStatement.Word(rest), "DATABASE"u8))
        {
            rest = SqliteStatement.SkipBlank(rest["DATABASE".Length..]);
        }

        if (rest.IsEmpty)
        {
            return null;
        }

        int length = SqliteStatement.TokenLength(rest);
        if (rest[0] is (byte)'?' or (byte)'@' or (byte)':' or (byte)'$')
        {
            length += SqliteStatement.Word(rest[length..]).Length;
            bindsFile = true;
        }

        bool isLiteral = rest[0] is (byte)'\'' or (byte)'"';
        if (!(isLiteral || bindsFile) || !SqliteStatement.Is(SqliteStatement.Word(SqliteStatement.SkipBlank(rest[length..])), "AS"u8))
        {
            throw IsolationErrors.AttachNotUnderstood(Shown(sql)!);
        }

        if (!isLiteral)
        {
            return null;
        }

        string quote = rest[0] == (byte)'"' ? "\"" : "'";
        string name = Encoding.UTF8.GetString(rest[1..(length - 1)]).Replace(quote + quote, quote, StringComparison.Ordinal);
        replacedLength = sql.Length - rest.Length + length;
        string led = Attach(handle, name).Replace("'", "''", StringComparison.Ordinal);
        return [.. sql[..(sql.Length - rest.Length)], .. Encoding.UTF8.GetBytes($"'{led}'")];
    }

    // The name to attach in place of the one given.
    private string Attach(SqliteHandle handle, string name)
    {
        SqliteDataSource source = SqliteDataSource.Parse(name, handle.Flags);
        if (source.IsPrivate)
        {
            return name;
        }

        DatabaseEngine? engine = FindEngine(source.FullPath);
        AccessGrant grant = _session.Gate.Demand(new AccessRequest(Provider, source.FullPath, engine, "ATTACH DATABASE"));
        if (grant.Creation is { } creation)
        {
            return source.NameFor(creation.Target);
        }

        if (engine!.Definition.IsReadOnly)
        {
            throw IsolationErrors.ReadOnlyAttached(engine.Name);
        }

        SqliteCopy copy = ((SqliteLease)grant.Scope!.LeaseOf(engine)).CopyToOpen();
        if (!ReferenceEquals(copy, handle.Copy))
        {
            handle.AddAttached(copy);
            copy.AddLive(handle);
            if (handle.IsUnchecked)
            {
                copy.LeaveUnchecked();
            }
        }

        return source.NameFor(copy.Path);
    }
}
