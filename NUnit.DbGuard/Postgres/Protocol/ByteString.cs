using System.Text;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Bytes of a message: a text without its terminator, or a value that nobody here needs to understand.</summary>
/// <remarks>
/// Texts stay bytes because the client's encoding need not be UTF-8, and because a gateway passes most of them on. Two are equal when
/// their bytes are. What was read from a frame lives as long as the frame does: <see cref="ToOwned"/> makes it last.
/// </remarks>
/// <param name="Memory">The bytes.</param>
internal readonly record struct ByteString(ReadOnlyMemory<byte> Memory)
{
    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static ByteString Empty => default;

    public int Length => Memory.Length;

    public bool IsEmpty => Memory.IsEmpty;

    public ReadOnlySpan<byte> Span => Memory.Span;

    public static ByteString From(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>A copy that outlives the frame: for keys of dictionaries and anything else that is kept.</summary>
    public ByteString ToOwned() => IsEmpty ? default : new(Memory.ToArray());

    /// <summary>The text, exactly.</summary>
    /// <exception cref="ProtocolViolationException">The bytes are no UTF-8.</exception>
    public string Decode()
    {
        try
        {
            return _strict.GetString(Span);
        }
        catch (DecoderFallbackException cause)
        {
            throw ProtocolViolationException.NotUtf8(ToString(), cause);
        }
    }

    public bool Equals(ByteString other) => Span.SequenceEqual(other.Span);

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <summary>The text for a message to people: what is no UTF-8 becomes a replacement character.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Span);
}
