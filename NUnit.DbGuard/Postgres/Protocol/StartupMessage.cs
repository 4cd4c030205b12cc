using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Says which protocol the client speaks, who it is and what it wants.</summary>
/// <remarks>Specification: "Message Formats", StartupMessage (F). A name given twice is the server's to judge: the last one counts.</remarks>
/// <param name="Version">Major and minor version, 16 bits each.</param>
/// <param name="Parameters">The user, the database, and parameters of the session. Names that start with <c>_pq_.</c> are options of the protocol.</param>
internal readonly record struct StartupMessage(int Version, WireList<StartupParameter> Parameters) : IMessage<StartupMessage>
{
    /// <summary>The versions in use: 3.0, and 3.2 since PostgreSQL 18. There is no 3.1.</summary>
    public const int Version30 = 3 << 16, Version32 = (3 << 16) + 2;

    public int MajorVersion => (int)((uint)Version >> 16);

    public int MinorVersion => Version & 0xFFFF;

    public static StartupMessage Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(StartupMessage));
        int version = reader.ReadInt32();
        WireList<StartupParameter> parameters = reader.ReadListToZero<StartupParameter>();
        reader.End();
        return new(version, parameters);
    }

    public void Write(IBufferWriter<byte> output)
    {
        BodyWriter writer = BodyWriter.BeginStartup(output, sizeof(int) + Parameters.Wire.Length + 1);
        writer.WriteInt32(Version);
        writer.WriteBytes(Parameters.Wire);
        writer.WriteByte(0);
        writer.End();
    }

    /// <summary>The value of the parameter of that name; <see langword="null"/> if there is none.</summary>
    public ByteString? Find(ReadOnlySpan<byte> name)
    {
        ByteString? found = null;
        foreach (StartupParameter parameter in Parameters)
        {
            if (parameter.Name.Span.SequenceEqual(name))
            {
                found = parameter.Value;
            }
        }

        return found;
    }
}
