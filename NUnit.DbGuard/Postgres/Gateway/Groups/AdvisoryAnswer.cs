using NUnit.DbGuard.Postgres.Gateway.Virtual;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>Answers the calls of advisory locks' functions that the server would answer otherwise, because all clients are one session to it.</summary>
internal static class AdvisoryAnswer
{
    private const uint BooleanType = 16;

    /// <summary>Waits for a lock, without the turn.</summary>
    /// <returns>Whether the client has it; else it has been told why not.</returns>
    public static bool TryWait(ClientSession client, AdvisoryCall call)
    {
        try
        {
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

    /// <summary>Writes the answer false, with the server's warning.</summary>
    public static void Write(ClientSession client, AdvisoryCall call, bool isDescribed, FormatCode format)
    {
        if (!isDescribed)
        {
            client.Output.Write(new RowDescription(WireList<FieldDescription>.Of(
                new FieldDescription(ByteString.From(call.Column), new ObjectId(0), 0, new ObjectId(BooleanType), 1, -1, FormatCode.Text))));
        }

        if (call.Kind == AdvisoryCallKind.Release)
        {
            client.Output.Write(ClientError.Warning("01000", $"you don't own a lock of type {(call.IsShared ? "ShareLock" : "ExclusiveLock")}"));
        }

        byte[] value = [format == FormatCode.Binary ? (byte)0 : (byte)'f'];
        client.Output.Write(new DataRow(WireList<FieldValue>.Of(FieldValue.Of(new ByteString(value)))));
        client.Output.Write(new CommandComplete(ByteString.From("SELECT 1")));
    }
}
