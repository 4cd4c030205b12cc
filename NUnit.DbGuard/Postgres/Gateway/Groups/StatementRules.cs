using System.Text;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Postgres.Gateway.Virtual;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>What must be known of a statement that the server runs: what it may not do where the client stands, and what it leaves behind.</summary>
internal static class StatementRules
{
    private const string NoActiveTransaction = "25P01";

    /// <summary>The error of a statement that needs a transaction block when the client is in none. On the server there always is one.</summary>
    public static ErrorResponse? Refuse(in Statement statement, BlockState state) => state != BlockState.None ? null : statement.Kind switch
    {
        StatementKind.DeclareCursor when !statement.IsHoldable => OnlyInBlocks("DECLARE CURSOR"),
        StatementKind.Lock => OnlyInBlocks("LOCK TABLE"),
        _ => null,
    };

    /// <summary>Whether a statement looks as if it only read.</summary>
    public static bool Reads(in Statement statement, ReadOnlySpan<byte> sql) => statement.Kind switch
    {
        StatementKind.Empty or StatementKind.Show or StatementKind.DiscardAll or StatementKind.ResetAll => true,
        StatementKind.Other => statement.Text.Length > 6 && Ascii.EqualsIgnoreCase(statement.Text.Of(sql)[..6], "SELECT"u8),
        _ => false,
    };

    /// <summary>The warning of a statement that has no effect outside of a transaction block.</summary>
    public static NoticeResponse? Warn(in Statement statement, BlockState state) => state != BlockState.None ? null : statement.Kind switch
    {
        StatementKind.Set when statement.IsLocal => Warning("SET LOCAL"),
        StatementKind.SetConstraints => Warning("SET CONSTRAINTS"),
        _ => null,
    };

    /// <summary>Whether the server takes a snapshot for a statement. Source: <c>PlannedStmtRequiresSnapshot</c> in <c>tcop/pquery.c</c>.</summary>
    public static bool TakesSnapshot(StatementKind kind) => kind is not (
        StatementKind.Empty or StatementKind.Begin or StatementKind.StartTransaction or StatementKind.Commit or StatementKind.Rollback or StatementKind.Savepoint or StatementKind.Release
        or StatementKind.RollbackTo or StatementKind.SetTransaction or StatementKind.SetTransactionSnapshot or StatementKind.SetSessionCharacteristics or StatementKind.SetConstraints
        or StatementKind.Set or StatementKind.Reset or StatementKind.ResetAll or StatementKind.Show or StatementKind.Listen or StatementKind.Unlisten or StatementKind.UnlistenAll
        or StatementKind.Notify or StatementKind.Fetch or StatementKind.Move or StatementKind.Lock);

    /// <summary>Whether it does so to parse one already. Source: <c>analyze_requires_snapshot</c> in <c>parser/analyze.c</c>.</summary>
    public static bool TakesSnapshotToParse(in Statement statement, ReadOnlySpan<byte> sql)
    {
        if (statement.Kind != StatementKind.Other)
        {
            return statement.Kind is StatementKind.DeclareCursor or StatementKind.Call;
        }

        ReadOnlySpan<byte> text = statement.Text.Of(sql).TrimStart("("u8);
        return StartsWith(text, "SELECT"u8) || StartsWith(text, "INSERT"u8) || StartsWith(text, "UPDATE"u8) || StartsWith(text, "DELETE"u8) || StartsWith(text, "WITH"u8)
            || StartsWith(text, "VALUES"u8) || StartsWith(text, "MERGE"u8) || StartsWith(text, "TABLE"u8) || StartsWith(text, "EXPLAIN"u8);
    }

    /// <summary>Notes what the statement leaves behind, when it goes to the server.</summary>
    public static void Note(ClientSession client, in Statement statement, ReadOnlySpan<byte> sql, IReadOnlyList<string?>? values = null)
    {
        client.Transaction.HasRun |= TakesSnapshot(statement.Kind);
        switch (statement.Kind)
        {
            case StatementKind.Set:
                client.Runner.Touch(SettingName.Decode(statement.Name.Of(sql)), statement.IsLocal);
                break;
            case StatementKind.Reset when SettingName.Decode(statement.Name.Of(sql)) is "session_authorization" or "role":
                client.Runner.Touch("session_authorization", isLocal: false);
                break;
            case StatementKind.SetSessionCharacteristics:
                client.Runner.Touch("default_transaction_isolation", isLocal: false);
                client.Runner.Touch("default_transaction_read_only", isLocal: false);
                client.Runner.Touch("default_transaction_deferrable", isLocal: false);
                break;
            case StatementKind.SetConstraints:
                client.Transaction.HasSetConstraints = true;
                break;
            case StatementKind.Prepare or StatementKind.CopyFromStdin or StatementKind.CopyToStdout:
                SessionRules.Note(client, statement.Kind, statement.Text.Of(sql), values: null);
                break;
            case StatementKind.DeclareCursor:
                SessionRules.Note(client, statement.Kind, statement.Text.Of(sql), values: null);
                ByteString cursor = client.Cursors.Declare(SqlIdentifier.Decode(statement.Name.Of(sql)), statement.IsHoldable, client.NextPortal(), client.Runner.Session);
                if (!statement.IsHoldable)
                {
                    client.Transaction.Add(new(CommitEffectKind.CloseCursor, cursor.ToString()));
                }

                break;
            case StatementKind.CloseCursor:
                client.Cursors.NoteClosing(SqlIdentifier.Decode(statement.Name.Of(sql)));
                break;
            case StatementKind.Fetch or StatementKind.Move:
                NoteFetch(client, SqlIdentifier.Decode(statement.Name.Of(sql)));
                break;
            case StatementKind.Other or StatementKind.Call or StatementKind.Do:
                NoteOther(client, statement, sql, values);
                break;
            default:
                break;
        }
    }

    // A cursor that the client has not declared was opened by a function, and ends with the transaction as well.
    private static void NoteFetch(ClientSession client, string cursor)
    {
        CommitEffect close = new(CommitEffectKind.CloseCursor, cursor);
        if (client.Cursors.Find(cursor) is null && client.Statements.FindPortal(ByteString.From(cursor)) is null
            && !client.Runner.Session.PortalNames.Has(ByteString.From(cursor)) && !client.Transaction.Effects.Contains(close))
        {
            client.Transaction.Add(close);
        }
    }

    private static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => text.Length >= word.Length && Ascii.EqualsIgnoreCase(text[..word.Length], word);

    private static void NoteOther(ClientSession client, in Statement statement, ReadOnlySpan<byte> sql, IReadOnlyList<string?>? values)
    {
        ReadOnlySpan<byte> text = statement.Text.Of(sql);
        client.Runner.MayTouchSchema |= statement.Kind is StatementKind.Do or StatementKind.Call
            || (text.Length > 6 && (Ascii.EqualsIgnoreCase(text[..6], "CREATE"u8) || Ascii.EqualsIgnoreCase(text[..5], "ALTER"u8)));
        client.Runner.MayWrite |= text.Length > 4 && Ascii.EqualsIgnoreCase(text[..4], "WITH"u8)
            && (SqlWord.IsIn("insert"u8, text) || SqlWord.IsIn("update"u8, text) || SqlWord.IsIn("delete"u8, text) || SqlWord.IsIn("merge"u8, text));
        if (TemporaryTableText.TryRead(text, out TemporaryTableText table))
        {
            if (table.IsDropped)
            {
                client.Transaction.Add(new(CommitEffectKind.Run, $"DROP TABLE IF EXISTS pg_temp.{table.Name}"));
            }
            else
            {
                client.TemporaryTables[table.Name] = table.IsEmptied;
            }

            client.Database.TemporaryTablesOf = client;
            if (client.Database.ClientCount > 1)
            {
                client.Test?.Note(GatewayErrors.SharedTemporaryTables(client.Database.Name));
            }
        }

        if (statement.Kind == StatementKind.Do && SqlWord.IsIn("create"u8, text) && (SqlWord.IsIn("function"u8, text) || SqlWord.IsIn("procedure"u8, text) || SqlWord.IsIn("trigger"u8, text)))
        {
            client.Database.Schema.RoutinesChanged();
        }

        SessionRules.Note(client, statement.Kind, text, values);
    }

    private static ErrorResponse OnlyInBlocks(string what) => ClientError.Error(NoActiveTransaction, $"{what} can only be used in transaction blocks");

    private static NoticeResponse Warning(string what) => ClientError.Warning(NoActiveTransaction, $"{what} can only be used in transaction blocks");
}
