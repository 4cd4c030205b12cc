using System.Buffers.Text;

namespace NUnit.DbGuard.Postgres.Gateway.Recording;

/// <summary>What the tag of a command says that has ended well.</summary>
/// <remarks>Specification: "Message Formats", CommandComplete: the command's name, and behind a blank how many rows.</remarks>
internal static class StatementTag
{
    /// <summary>Whether it has begun or ended a transaction, or a part of one.</summary>
    public static bool IsControl(ReadOnlySpan<byte> tag) =>
        tag.SequenceEqual("BEGIN"u8) || tag.SequenceEqual("START TRANSACTION"u8) || tag.SequenceEqual("COMMIT"u8) || tag.SequenceEqual("ROLLBACK"u8)
        || tag.SequenceEqual("SAVEPOINT"u8) || tag.SequenceEqual("RELEASE"u8) || tag.SequenceEqual("PREPARE TRANSACTION"u8)
        || tag.SequenceEqual("COMMIT PREPARED"u8) || tag.SequenceEqual("ROLLBACK PREPARED"u8);

    /// <summary>How many rows it has returned or written; <see langword="null"/>: it says nothing of rows.</summary>
    public static long? Rows(ReadOnlySpan<byte> tag)
    {
        ReadOnlySpan<byte> last = tag[(tag.LastIndexOf((byte)' ') + 1)..];
        return Utf8Parser.TryParse(last, out long rows, out int consumed) && consumed == last.Length ? rows : null;
    }
}
