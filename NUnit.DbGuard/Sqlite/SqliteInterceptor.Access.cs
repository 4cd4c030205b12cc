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

    // The caller ends the call.
    private SqliteCall Enter(SqliteHandle handle, ReadOnlySpan<byte> sql, bool mayHoldPool = false)
    {
        if (!mayHoldPool)
        {
            KeepFromPool(handle);
        }

        while (true)
        {
            // Asked before it is counted: what is asked may wait until no call runs, and again after, because a scope may have ended between.
            SqliteLease? main = null;
            if (handle.Copy is not { } copy)
            {
                DemandWithoutCopy(handle, sql);
            }
            else
            {
                main = copy.Holder is { } holder && IsOfFlow(holder) ? holder : Admit(handle, copy, handle.Target, sql);
            }

            SqliteCopy[] attached = handle.Attached;
            SqliteLease[] leases = attached.Length == 0 ? [] : Array.ConvertAll(
                attached, other => other.Holder is { } holder && IsOfFlow(holder) ? holder : Admit(handle, other, other.Path, default));
            SqliteCall call = SqliteCall.Enter(handle);
            bool holds = main is null || (ReferenceEquals(handle.Copy!.Holder, main) && main.IsOpen);
            for (int i = 0; i < leases.Length; i++)
            {
                holds &= ReferenceEquals(attached[i].Holder, leases[i]) && leases[i].IsOpen;
            }

            if (holds)
            {
                handle.Granted = main?.Scope ?? handle.Granted;
                return call;
            }

            call.Exit();
        }
    }

    // A pool gives a connection to whoever asks next, another test too. Emptied now, its pool closes this one when its user does. Never while a
    // connection opens: Microsoft.Data.Sqlite holds the pool's lock then, and two threads that do so wait for each other.
    private static void KeepFromPool(SqliteHandle handle)
    {
        if (handle.MayWander)
        {
            handle.MayWander = false;
            SqliteConnection.ClearAllPools();
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

    private static bool IsOfFlow(SqliteLease holder) =>
        holder.IsOpen && FlowState.Current is { Frame: null, Creation: null } flow && ReferenceEquals(flow.Test, holder.Scope);

    private SqliteLease Admit(SqliteHandle handle, SqliteCopy copy, string target, ReadOnlySpan<byte> sql)
    {
        DatabaseEngine? engine = FindEngine(target) ?? FindEngine(copy.Path);
        AccessGrant grant = _session.Gate.Demand(new AccessRequest(Provider, copy.Path, engine, Shown(sql)));
        if (grant.Scope is not { } scope || engine is not SqliteEngine sqlite)
        {
            throw IsolationErrors.ConnectionOutlived(target, "a schema or seed delegate", handle.Opener?.Name ?? "another test", handle.PlaceOpened());
        }

        var lease = (SqliteLease)scope.LeaseOf(sqlite);
        bool isUsable = !copy.IsRetired && handle.Opener is not TestScope { IsActive: false };
        if (isUsable && ReferenceEquals(lease.CopyFor(copy), copy))
        {
            return lease;
        }

        throw isUsable
            ? IsolationErrors.SharedConnection(sqlite.Name, scope.Name, copy.Holder?.Scope.Name)
            : IsolationErrors.ConnectionOutlived(sqlite.Name, scope.Name, handle.Opener?.Name ?? "a test", handle.PlaceOpened());
    }

    private void DemandWithoutCopy(SqliteHandle handle, ReadOnlySpan<byte> sql)
    {
        if (handle.Kind == SqliteHandleKind.Internal || handle.Kind == SqliteHandleKind.Creation)
        {
            return;
        }

        FlowState? flow = FlowState.Current;
        if (handle.Kind == SqliteHandleKind.Private && flow is { Frame: null, Test: { IsActive: true } test } && ReferenceEquals(test, handle.Granted))
        {
            return;
        }

        AccessGrant grant = _session.Gate.Demand(new AccessRequest(Provider, handle.Target, Sql: Shown(sql), IsPrivate: handle.Kind == SqliteHandleKind.Private));
        handle.Granted = grant.Scope;
    }

    private static string? Shown(ReadOnlySpan<byte> sql) => sql.IsEmpty ? null : Encoding.UTF8.GetString(sql[..Math.Min(sql.Length, MostSqlShown)]).TrimEnd('\0');

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

        SqliteCopy copy = ((SqliteLease)grant.Scope!.LeaseOf(engine!)).CopyToOpen();
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
