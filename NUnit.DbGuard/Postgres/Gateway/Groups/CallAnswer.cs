using NUnit.DbGuard.Postgres.Gateway.Virtual;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>Answers the calls that the server would answer otherwise, because all clients are one session to it: of advisory locks' functions, and of those that end or cancel another.</summary>
internal static class CallAnswer
{
    private const uint BooleanType = 16;

    /// <summary>Waits for a lock, without the turn.</summary>
    /// <returns>Whether the client has it; else it has been told why not.</returns>
    public static bool TryWait(ClientSession client, AdvisoryCall call)
    {
        try
        {
            Admit(client);
            client.Database.AdvisoryLocks.Take(client, call, client.Database.OverlapLimit);
            return true;
        }
        catch (ClientErrorException refusal)
        {
            client.Runner.Refuse(refusal);
            return false;
        }
    }

    /// <summary>Tries to take or to give back a lock.</summary>
    /// <returns>Whether the answer is false; else the server gives it.</returns>
    public static bool IsFalse(ClientSession client, AdvisoryCall call) => call.Kind switch
    {
        AdvisoryCallKind.TryTake => !client.Database.AdvisoryLocks.TryTake(client, call),
        AdvisoryCallKind.Release => !client.Database.AdvisoryLocks.Release(client, call) && !client.Database.AdvisoryLocks.HasUnknown,
        _ => false,
    };

    /// <summary>Carries out a call for another client of this database, which the server does not know by that number. Before the turn: the other may have it.</summary>
    /// <param name="client">Who calls.</param>
    /// <param name="call">The call.</param>
    /// <param name="isDone">Whether it was one, and the answer is true.</param>
    /// <returns>Whether the client may work now; else it has been told why not, and nothing was done.</returns>
    public static bool TrySignal(ClientSession client, BackendCall call, out bool isDone)
    {
        isDone = false;
        if (client.Database.Find(call.ProcessId) is not { } other || ReferenceEquals(other, client))
        {
            return true;
        }

        try
        {
            Admit(client);
        }
        catch (ClientErrorException refusal)
        {
            client.Runner.Refuse(refusal);
            return false;
        }

        if (call.IsTerminating)
        {
            other.EndByAnother();
        }
        else
        {
            other.Cancel();
        }

        return isDone = true;
    }

    /// <summary>Writes that a call was carried out.</summary>
    public static void WriteTrue(ClientSession client, string column, bool isDescribed, FormatCode format)
    {
        Describe(client, column, isDescribed);
        Write(client, format == FormatCode.Binary ? (byte)1 : (byte)'t');
    }

    /// <summary>Writes the answer false, with the server's warning.</summary>
    public static void Write(ClientSession client, AdvisoryCall call, bool isDescribed, FormatCode format)
    {
        Describe(client, call.Column, isDescribed);
        if (call.Kind == AdvisoryCallKind.Release)
        {
            client.Output.Write(ClientError.Warning("01000", $"you don't own a lock of type {(call.IsShared ? "ShareLock" : "ExclusiveLock")}"));
        }

        Write(client, format == FormatCode.Binary ? (byte)0 : (byte)'f');
    }

    // The call is carried out before the turn, where it would be refused.
    private static void Admit(ClientSession client)
    {
        if (!client.Runner.IsEntered)
        {
            _ = client.Database.Admit(client);
        }
    }

    private static void Describe(ClientSession client, string column, bool isDescribed)
    {
        if (!isDescribed)
        {
            client.Output.Write(new RowDescription(WireList<FieldDescription>.Of(
                new FieldDescription(ByteString.From(column), new ObjectId(0), 0, new ObjectId(BooleanType), 1, -1, FormatCode.Text))));
        }
    }

    private static void Write(ClientSession client, byte boolean)
    {
        client.Output.Write(new DataRow(WireList<FieldValue>.Of(FieldValue.Of(new ByteString((byte[])[boolean])))));
        client.Output.Write(new CommandComplete(ByteString.From("SELECT 1")));
    }
}
