using System.Buffers;
using System.Buffers.Binary;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>One message as it lies in a buffer: type, length, body, not decoded.</summary>
/// <remarks>
/// The memory belongs to who handed the frame out: a <see cref="FrameReader"/> until its next call that may read, a
/// <see cref="FrameBuffer"/> until it is cleared.
/// </remarks>
/// <param name="Type">The type byte; 0 for the packets that start a connection, which have none.</param>
/// <param name="BodyLength">How many bytes follow the length.</param>
/// <param name="Wire">The bytes from the type on: all of them, or none if the body is too long to be read unasked.</param>
internal readonly record struct Frame(byte Type, int BodyLength, ReadOnlyMemory<byte> Wire)
{
    /// <summary>The type byte and the length.</summary>
    public const int HeaderLength = 5;

    /// <summary>The length alone: start-up packets have no type.</summary>
    public const int StartupHeaderLength = 4;

    /// <summary>The whole frame's length in bytes.</summary>
    public int Length => BodyLength + (Type == 0 ? StartupHeaderLength : HeaderLength);

    /// <summary>Whether the bytes are here. A longer body waits in its reader, to be taken whole or in pieces.</summary>
    public bool IsWhole => Wire.Length == Length;

    /// <exception cref="InvalidOperationException">The body has not been read.</exception>
    public ReadOnlyMemory<byte> Body => IsWhole
        ? Wire[^BodyLength..]
        : throw new InvalidOperationException($"The body of {this} has not been read.");

    /// <summary>Passes the frame on, unchanged; of one whose body has not been read, the header.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        if (!IsWhole)
        {
            WriteHeader(output);
            return;
        }

        Wire.Span.CopyTo(output.GetSpan(Wire.Length));
        output.Advance(Wire.Length);
    }

    public override string ToString() => Type == 0 ? $"start-up packet ({BodyLength} bytes)" : $"'{(char)Type}' ({BodyLength} bytes)";

    private void WriteHeader(IBufferWriter<byte> output)
    {
        Span<byte> header = output.GetSpan(HeaderLength);
        header[0] = Type;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], BodyLength + sizeof(int));
        output.Advance(HeaderLength);
    }
}
