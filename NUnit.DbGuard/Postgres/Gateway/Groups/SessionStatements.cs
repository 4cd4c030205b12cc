using NUnit.DbGuard.Postgres.Gateway.Shared;
using NUnit.DbGuard.Postgres.Gateway.Virtual;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>Answers the statements about what a session holds, which here each client has of its own: settings, prepared statements, channels, cursors.</summary>
internal sealed class SessionStatements(ClientSession client)
{
    private const int LongestPayload = 7_999;

    private ClientTransaction Transaction => client.Transaction;

    private GroupRunner Runner => client.Runner;

    public bool Handles(in Statement statement, ReadOnlySpan<byte> sql) => statement.Kind switch
    {
        StatementKind.DiscardAll or StatementKind.ResetAll or StatementKind.Listen or StatementKind.Unlisten or StatementKind.UnlistenAll or StatementKind.Notify
            or StatementKind.DeallocateAll or StatementKind.CloseAllCursors => true,
        StatementKind.Discard => !statement.Name.Of(sql).StartsWith("P"u8) && !statement.Name.Of(sql).StartsWith("p"u8),
        StatementKind.Deallocate => client.Statements.Find(ByteString.From(SqlIdentifier.Decode(statement.Name.Of(sql)))) is not null,
        StatementKind.Reset => IsKnown(statement, sql),
        StatementKind.Set => IsDefault(statement, sql) && IsKnown(statement, sql),
        StatementKind.Other => IsUnlockAll(statement, sql),
        _ => false,
    };

    public bool Run(in Statement statement, ReadOnlySpan<byte> sql)
    {
        // As where the server runs them: from then on the transaction's modes cannot be set.
        Transaction.HasRun |= StatementRules.TakesSnapshot(statement.Kind);
        if (Transaction.State == BlockState.Open)
        {
            // What is local to the client is undone with the block as well.
            Runner.EnsureFrame();
        }

        switch (statement.Kind)
        {
            case StatementKind.DiscardAll:
                return DiscardAll();
            case StatementKind.ResetAll:
                client.Settings = client.Settings.ResetAll(client.Start);
                return Done("RESET");
            case StatementKind.Reset or StatementKind.Set:
                Reset(SettingName.Decode(statement.Name.Of(sql)));
                return Done(statement.Kind == StatementKind.Set ? "SET" : "RESET");
            case StatementKind.Discard:
                return Discard(statement.Name.Of(sql));
            case StatementKind.Listen:
                Effect(CommitEffectKind.Listen, NameOf(statement, sql));
                return Done("LISTEN");
            case StatementKind.Unlisten:
                Effect(CommitEffectKind.Unlisten, NameOf(statement, sql));
                return Done("UNLISTEN");
            case StatementKind.UnlistenAll:
                Effect(CommitEffectKind.UnlistenAll, string.Empty);
                return Done("UNLISTEN");
            case StatementKind.Notify:
                return Notify(statement, sql);
            case StatementKind.DeallocateAll:
                client.Statements.CloseAll(Runner.Session);
                return Done("DEALLOCATE ALL");
            case StatementKind.Deallocate:
                _ = client.Statements.Close(ByteString.From(NameOf(statement, sql)), Runner.Session);
                return Done("DEALLOCATE");
            case StatementKind.CloseAllCursors:
                CloseCursors();
                return Done("CLOSE CURSOR ALL");
            case StatementKind.Other:
                return UnlockAll();
            default:
                throw new InvalidOperationException($"{statement.Kind} is not answered here.");
        }
    }

    // What a driver sends when it puts a connection back into its pool.
    private static bool IsUnlockAll(in Statement statement, ReadOnlySpan<byte> sql)
    {
        ReadOnlySpan<byte> known = "SELECT pg_advisory_unlock_all()"u8;
        return statement.Text.Length == known.Length && System.Text.Ascii.EqualsIgnoreCase(statement.Text.Of(sql), known);
    }

    private static bool IsDefault(in Statement statement, ReadOnlySpan<byte> sql) =>
        System.Text.Ascii.EqualsIgnoreCase(statement.Argument.Of(sql).Trim(" \t\r\n"u8), "DEFAULT"u8);

    private static string NameOf(in Statement statement, ReadOnlySpan<byte> sql) => SqlIdentifier.Decode(statement.Name.Of(sql));

    private bool IsKnown(in Statement statement, ReadOnlySpan<byte> sql)
    {
        string name = SettingName.Decode(statement.Name.Of(sql));
        // Who the client is decides on others of the reported parameters: the server is asked.
        bool isUser = name is "session_authorization" or "role";
        return !statement.IsLocal && (client.Start.Session.ContainsKey(name)
            || (!isUser && (client.Settings.Effective.ContainsKey(name) || client.Settings.Session.ContainsKey(name))));
    }

    private void Reset(string name)
    {
        client.Settings = client.Settings.Reset(name, client.Start);
        if (name == "session_authorization")
        {
            // The server does the same with the role, for both say who the client is.
            client.Settings = client.Settings.Reset("role", client.Start);
        }
    }

    private bool DiscardAll()
    {
        if (Transaction.State == BlockState.Open || Runner.IsInImplicitBlock)
        {
            Runner.Fail(ClientError.Error("25001", "DISCARD ALL cannot run inside a transaction block"));
            return false;
        }

        CloseCursors();
        client.Statements.CloseAll(Runner.Session);
        client.Settings = client.Start;
        client.Database.Notifications.UnlistenAll(client);
        client.Database.AdvisoryLocks.ReleaseAll(client);
        TemporaryTables.Drop(client, Runner.Session);
        client.Database.DiscardSequences(Runner.Session);
        return Done("DISCARD ALL");
    }

    private bool Discard(ReadOnlySpan<byte> what)
    {
        bool isSequences = what.StartsWith("S"u8) || what.StartsWith("s"u8);
        if (isSequences)
        {
            client.Database.DiscardSequences(Runner.Session);
        }
        else
        {
            TemporaryTables.Drop(client, Runner.Session);
        }

        return Done(isSequences ? "DISCARD SEQUENCES" : "DISCARD TEMP");
    }

    private bool Notify(in Statement statement, ReadOnlySpan<byte> sql)
    {
        string payload = statement.Argument.IsEmpty ? string.Empty : SqlLiteral.Decode(statement.Argument.Of(sql), client.UsesStandardStrings);
        if (System.Text.Encoding.UTF8.GetByteCount(payload) > LongestPayload)
        {
            Runner.Fail(ClientError.Error("22023", "payload string too long"));
            return false;
        }

        Effect(CommitEffectKind.Notify, NameOf(statement, sql), payload);
        return Done("NOTIFY");
    }

    private void CloseCursors()
    {
        client.Statements.CloseAllPortals(Runner.Session);
        client.Cursors.Close(Runner.Session);
    }

    // A result as the server's: one row with one value, of type void.
    private bool UnlockAll()
    {
        const string column = "pg_advisory_unlock_all";
        client.Database.AdvisoryLocks.ReleaseAll(client);
        const uint voidType = 2278;
        client.Output.Write(new RowDescription(WireList<FieldDescription>.Of(
            new FieldDescription(ByteString.From(column), new ObjectId(0), 0, new ObjectId(voidType), 4, -1, FormatCode.Text))));
        client.Output.Write(new DataRow(WireList<FieldValue>.Of(FieldValue.Of(ByteString.Empty))));
        return Done("SELECT 1");
    }

    private void Effect(CommitEffectKind kind, string name, string payload = "")
    {
        if (Transaction.State == BlockState.None && Transaction.Group is null)
        {
            CommitEffects.Apply(client, [new(kind, name, payload)], Runner.Session);
        }
        else
        {
            Transaction.Add(new(kind, name, payload));
        }
    }

    private bool Done(string tag)
    {
        client.Output.Write(new CommandComplete(ByteString.From(tag)));
        return true;
    }
}
