using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>Makes a prepared statement of a text of one statement.</summary>
/// <remarks>Specification: "Message Formats", Parse (F).</remarks>
/// <param name="Statement">The name to give it; empty for the unnamed one.</param>
/// <param name="Query">The SQL.</param>
/// <param name="ParameterTypes">The types of the first parameters; 0, or one left out, is the server's to find.</param>
internal readonly record struct Parse(ByteString Statement, ByteString Query, WireList<ObjectId> ParameterTypes) : IMessage<Parse>
{
    public const byte Type = (byte)'P';

    public static Parse Read(ReadOnlyMemory<byte> body)
    {
        BodyReader reader = new(body, nameof(Parse));
        ByteString statement = reader.ReadText();
        ByteString query = reader.ReadText();
        WireList<ObjectId> parameterTypes = reader.ReadList<ObjectId>(reader.ReadCount());
        reader.End();
        return new(statement, query, parameterTypes);
    }

    public void Write(IBufferWriter<byte> output)
    {
        int length = Statement.Length + 1 + Query.Length + 1 + sizeof(short) + ParameterTypes.Wire.Length;
        BodyWriter writer = BodyWriter.Begin(output, Type, length);
        writer.WriteText(Statement);
        writer.WriteText(Query);
        writer.WriteCounted(ParameterTypes);
        writer.End();
    }
}
