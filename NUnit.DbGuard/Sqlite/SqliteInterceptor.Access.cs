using System.Text;
using Microsoft.Data.Sqlite;
using NUnit.DbGuard.Access;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Lifecycle;
using SQLitePCL;

namespace NUnit.DbGuard.Sqlite;

/// <content>Whose work a call is, and what its statement changes.</content>
internal sealed partial class SqliteInterceptor
{
    private const int MostSqlShown = 1000;

    // The caller counts the call down on what is returned.
    private SqliteCopy? Enter(SqliteHandle handle, ReadOnlySpan<byte> sql)
    {
        if (handle.Copy is not { } copy)
        {
            DemandWithoutCopy(handle, sql);
            return null;
        }

        SqliteLease? admitted = null;
        while (true)
        {
            // Counted first, asked second: the end of a scope closes it first and waits for the count second. Admission itself may
            // wait for such an end, so it is not counted.
            copy.EnterCall();
            if (!handle.IsAbandoned && copy.Holder is { IsOpen: true } holder && (ReferenceEquals(holder, admitted) || IsOfFlow(holder)))
            {
                handle.Granted = GrantThatLasts(holder.Scope);
                return copy;
            }

            copy.ExitCall();
            admitted = Admit(handle, copy, sql);
        }
    }

    // A step is one row: work on no test's flow is not asked again while the scope that it was let into goes on.
    private SqliteCopy? EnterStep(SqliteHandle handle)
    {
        if (handle.Copy is { } copy && FlowState.Current is null)
        {
            copy.EnterCall();
            if (copy.Holder is { IsOpen: true } holder && ReferenceEquals(holder.Scope, handle.Granted))
            {
                return copy;
            }

            copy.ExitCall();
        }

        return Enter(handle, default);
    }

    // What only DatabaseAccess.Allow() opened must be asked for again: the scope may have been disposed since.
    private static bool IsOfFlow(SqliteLease holder) =>
        holder.IsOpenedByMark && FlowState.Current is { Frame: null, Creation: null } flow && ReferenceEquals(flow.Test, holder.Scope);

    private static DatabaseScope? GrantThatLasts(DatabaseScope? scope) => FlowState.Current?.Frame is null ? scope : null;

    // The lease that works on the connection's copy, for whoever asks now.
    private SqliteLease Admit(SqliteHandle handle, SqliteCopy copy, ReadOnlySpan<byte> sql)
    {
        DatabaseEngine? engine = FindEngine(handle.Target) ?? FindEngine(copy.Path);
        AccessGrant grant = _session.Gate.Demand(new AccessRequest(Provider, handle.Target, engine, Shown(sql) ?? string.Empty, copy.Path));
        if (grant.Scope is not { } scope || engine is null)
        {
            throw IsolationErrors.ConnectionOutlived(handle.Target, "a schema or seed delegate", handle.Opener?.Name ?? "another test", handle.PlaceOpened());
        }

        if (copy.IsRetired || handle.IsAbandoned || handle.Opener is TestScope { IsActive: false } or StandaloneScope { IsActive: false })
        {
            throw IsolationErrors.ConnectionOutlived(engine.Name, scope.Name, handle.Opener?.Name ?? "a test", handle.PlaceOpened());
        }

        var lease = (SqliteLease)scope.LeaseOf(engine);
        return ReferenceEquals(lease.CopyFor(handle), copy)
            ? lease
            : throw IsolationErrors.SharedConnection(engine.Name, scope.Name, copy.Holder?.Scope.Name);
    }

    // Beside parallel tests a connection must not go back to the pool, where another test's open would find it. Not done when it
    // is opened: the pool's lock is held then.
    private void KeepFromPool(SqliteHandle handle)
    {
        if (handle.MayBePooled)
        {
            handle.MayBePooled = false;
            if (handle.Copy?.Holder is { Scope: { } scope } && _session.RunsBesideOthers(scope))
            {
                SqliteConnection.ClearAllPools();
            }
        }
    }

    private void DemandWithoutCopy(SqliteHandle handle, ReadOnlySpan<byte> sql)
    {
        if (handle.Kind == SqliteHandleKind.Internal)
        {
            return;
        }

        if (handle.Kind == SqliteHandleKind.Creation)
        {
            if (!ReferenceEquals(FlowState.Current?.Creation, handle.Creation))
            {
                throw IsolationErrors.ConnectionOutlived(handle.Creation!.Engine.Name, FlowState.Current?.Test?.Name ?? "Code", "its schema or seed", handle.PlaceOpened());
            }

            return;
        }

        FlowState? flow = FlowState.Current;
        if (handle.Kind == SqliteHandleKind.Private && flow is { Frame: null, Test: { IsActive: true, Mark.IsOpen: true } test } && ReferenceEquals(test, handle.Granted))
        {
            return;
        }

        AccessGrant grant = _session.Gate.Demand(new AccessRequest(Provider, handle.Target, Sql: Shown(sql) ?? string.Empty, IsPrivate: handle.Kind == SqliteHandleKind.Private));
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

    private static void InspectPragma(SqliteHandle handle, in SqlitePragma pragma)
    {
        if (pragma.LeavesWriteAheadLog)
        {
            handle.IsTainted = true;
            handle.Copy?.GiveUpRewinding();
        }
        else if (pragma is { Name: "foreign_keys" or "recursive_triggers", Argument: not null })
        {
            handle.HasSessionPragma = true;
            if (pragma.TurnsForeignKeysOff && handle.Copy is { } copy)
            {
                copy.HasUncheckedForeignKeys = true;
            }
        }
        else if (pragma.ChangesConnection)
        {
            handle.IsTainted = true;
        }
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

        SqliteCopy copy = ((SqliteLease)grant.Scope!.LeaseOf(engine!)).CopyToOpen();
        if (!ReferenceEquals(copy, handle.Copy))
        {
            handle.Attached.Add(copy);
            copy.AddLive(handle);
        }

        return source.NameFor(copy.Path);
    }
}
