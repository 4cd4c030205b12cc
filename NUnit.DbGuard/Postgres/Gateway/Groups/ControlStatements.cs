using System.Text;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Postgres.Gateway.Shared;
using NUnit.DbGuard.Postgres.Gateway.Virtual;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>Answers the statements that begin, end and divide transactions: the server never sees them.</summary>
/// <remarks>Words, codes and tags are the server's: <c>access/transam/xact.c</c>.</remarks>
internal sealed class ControlStatements(ClientSession client)
{
    private const string NoActiveTransaction = "25P01", ActiveTransaction = "25001", InvalidSavepoint = "3B001", NotSupported = "0A000";

    private readonly SessionStatements _session = new(client);

    private ClientTransaction Transaction => client.Transaction;

    private GroupRunner Runner => client.Runner;

    /// <summary>Whether a statement is answered here, where the client stands now.</summary>
    public bool Handles(in Statement statement, ReadOnlySpan<byte> sql)
    {
        bool endsBlock = statement.Kind is StatementKind.Commit or StatementKind.Rollback or StatementKind.RollbackTo or StatementKind.PrepareTransaction;
        return Transaction.State == BlockState.Failed
            ? endsBlock
            : endsBlock
                || statement.Kind is StatementKind.Begin or StatementKind.StartTransaction or StatementKind.Savepoint or StatementKind.Release
                    or StatementKind.CommitPrepared or StatementKind.RollbackPrepared or StatementKind.SetTransaction
                || _session.Handles(statement, sql);
    }

    /// <summary>Answers it.</summary>
    /// <returns>Whether it went well; else the group has failed.</returns>
    public bool Run(in Statement statement, ReadOnlySpan<byte> sql)
    {
        Runner.EndReadOnly();
        switch (statement.Kind)
        {
            case StatementKind.Begin or StatementKind.StartTransaction:
                return Begin(statement);
            case StatementKind.Commit:
                return Commit(statement);
            case StatementKind.Rollback:
                return RollBack(statement);
            case StatementKind.Savepoint:
                return Savepoint(statement, sql);
            case StatementKind.Release:
                return Release(statement, sql);
            case StatementKind.RollbackTo:
                return RollBackTo(statement, sql);
            case StatementKind.SetTransaction:
                return SetTransaction(statement);
            case StatementKind.PrepareTransaction when Transaction.State == BlockState.Failed:
                Runner.RollBack();
                return Done("ROLLBACK");
            case StatementKind.PrepareTransaction when Transaction.State == BlockState.None:
                return EndOfNone(statement, "ROLLBACK");
            case StatementKind.PrepareTransaction:
                // As with any failure of it, the block is over.
                Runner.RollBack();
                return Fail(NotSupported, GatewayErrors.TwoPhase(client.Database.Name));
            case StatementKind.CommitPrepared or StatementKind.RollbackPrepared:
                return Fail(NotSupported, GatewayErrors.TwoPhase(client.Database.Name));
            default:
                return _session.Run(statement, sql);
        }
    }

    private bool Begin(in Statement statement)
    {
        if (Transaction.State == BlockState.Open)
        {
            // The server warns, and takes the modes as of SET TRANSACTION.
            client.Output.Write(ClientError.Warning(ActiveTransaction, "there is already a transaction in progress"));
            if (!TrySetModes(statement.Modes))
            {
                return false;
            }
        }
        else
        {
            Transaction.Begin(statement.Modes);
        }

        NoteIsolation(statement.Modes.Isolation);
        if (statement.Modes.Isolation == TransactionIsolation.Unspecified)
        {
            NoteIsolation(Transaction.Isolation);
        }

        return Done(statement.Kind == StatementKind.Begin ? "BEGIN" : "START TRANSACTION");
    }

    private bool Commit(in Statement statement)
    {
        if (Transaction.State == BlockState.None)
        {
            return EndOfNone(statement, "COMMIT");
        }

        TransactionModes modes = Transaction.Modes;
        string tag = "COMMIT";
        if (Transaction.State == BlockState.Failed)
        {
            Runner.RollBack();
            tag = "ROLLBACK";
        }
        else if (!Runner.Commit())
        {
            return false;
        }

        return Done(tag, statement, modes);
    }

    private bool RollBack(in Statement statement)
    {
        if (Transaction.State == BlockState.None)
        {
            return EndOfNone(statement, "ROLLBACK");
        }

        TransactionModes modes = Transaction.Modes;
        Runner.RollBack();
        return Done("ROLLBACK", statement, modes);
    }

    // COMMIT or ROLLBACK without a block: a warning, and the end of the transaction that the group itself is.
    private bool EndOfNone(in Statement statement, string tag)
    {
        if (statement.IsChained)
        {
            return Fail(NoActiveTransaction, $"{tag} AND CHAIN can only be used in transaction blocks");
        }

        client.Output.Write(ClientError.Warning(NoActiveTransaction, "there is no transaction in progress"));
        if (tag == "ROLLBACK")
        {
            Runner.RollBack();
        }
        else if (Transaction.Group is not null)
        {
            Runner.AddCommit(holdsLastTag: false);
            Runner.Run();
            if (Runner.HasFailed)
            {
                return false;
            }

            _ = Runner.Commit();
        }

        return Done(tag);
    }

    private bool Savepoint(in Statement statement, ReadOnlySpan<byte> sql)
    {
        if (Transaction.State == BlockState.None)
        {
            return Fail(NoActiveTransaction, "SAVEPOINT can only be used in transaction blocks");
        }

        Runner.EnsureFrame();
        Transaction.Savepoint(Runner.Session.Stack, NameOf(statement, sql));
        return Done("SAVEPOINT");
    }

    private bool Release(in Statement statement, ReadOnlySpan<byte> sql)
    {
        if (Transaction.State == BlockState.None)
        {
            return Fail(NoActiveTransaction, "RELEASE SAVEPOINT can only be used in transaction blocks");
        }

        string name = NameOf(statement, sql);
        if (Transaction.FindSavepoint(name) is not { } savepoint)
        {
            return NoSavepoint(name);
        }

        Transaction.Release(Runner.Session.Stack, savepoint);
        return Done("RELEASE");
    }

    private bool RollBackTo(in Statement statement, ReadOnlySpan<byte> sql)
    {
        if (Transaction.State == BlockState.None)
        {
            return Fail(NoActiveTransaction, "ROLLBACK TO SAVEPOINT can only be used in transaction blocks");
        }

        string name = NameOf(statement, sql);
        if (Transaction.IsLost || Transaction.FindSavepoint(name) is not { } savepoint)
        {
            return NoSavepoint(name);
        }

        Runner.RollBackTo(savepoint);
        return Done("ROLLBACK");
    }

    private bool SetTransaction(in Statement statement)
    {
        TransactionModes modes = statement.Modes;
        if (Transaction.State == BlockState.None && !Runner.IsInImplicitBlock)
        {
            client.Output.Write(ClientError.Warning(NoActiveTransaction, "SET TRANSACTION can only be used in transaction blocks"));
            return Done("SET");
        }

        if (!TrySetModes(modes))
        {
            return false;
        }

        NoteIsolation(modes.Isolation);
        return Done("SET");
    }

    // The modes of a transaction that has begun.
    private bool TrySetModes(TransactionModes modes)
    {
        if (modes.Isolation != TransactionIsolation.Unspecified && modes.Isolation != Transaction.Isolation && (Transaction.HasRun || Transaction.HasSavepoints))
        {
            return Fail(
                ActiveTransaction,
                $"SET TRANSACTION ISOLATION LEVEL must {(Transaction.HasRun ? "be called before any query" : "not be called in a subtransaction")}");
        }

        if (Transaction.IsReadOnly && modes.IsReadOnly == false && (Transaction.HasSavepoints || Transaction.HasRun))
        {
            return Fail(ActiveTransaction, Transaction.HasSavepoints ? "cannot set transaction read-write mode inside a read-only transaction" : "transaction read-write mode must be set before any query");
        }

        Transaction.SetModes(modes);

        return true;
    }

    private void NoteIsolation(TransactionIsolation level)
    {
        string? asked = level switch
        {
            TransactionIsolation.ReadUncommitted => "READ UNCOMMITTED",
            TransactionIsolation.RepeatableRead => "REPEATABLE READ",
            TransactionIsolation.Serializable => "SERIALIZABLE",
            _ => null,
        };
        if (asked is not null)
        {
            client.Test?.Note(GatewayErrors.IsolationLevel(client.Database.Name, asked));
        }
    }

    private string NameOf(in Statement statement, ReadOnlySpan<byte> sql) => LongNames.Decode(client, statement.Name.Of(sql));

    private bool NoSavepoint(string name) => Fail(InvalidSavepoint, $"savepoint \"{name}\" does not exist");

    private bool Fail(string sqlState, string message)
    {
        Runner.Fail(ClientError.Error(sqlState, message));
        return false;
    }

    private bool Done(string tag, in Statement statement, TransactionModes modes)
    {
        if (statement.IsChained)
        {
            Transaction.Chain(modes);
        }

        return Done(tag);
    }

    private bool Done(string tag)
    {
        client.Output.Write(new CommandComplete(ByteString.From(tag)));
        return true;
    }
}
