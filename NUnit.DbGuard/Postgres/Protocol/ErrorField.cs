namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>A field of an error or notice.</summary>
/// <param name="Code">Which field it is; one of the constants, or one that a later server has.</param>
/// <param name="Value">Its text.</param>
internal readonly record struct ErrorField(byte Code, ByteString Value) : IElement<ErrorField>
{
    /// <summary>ERROR, FATAL, PANIC, WARNING, NOTICE, DEBUG, INFO or LOG: translated, and never translated.</summary>
    public const byte LocalizedSeverity = (byte)'S', Severity = (byte)'V';

    /// <summary>The SQLSTATE.</summary>
    public const byte SqlState = (byte)'C';

    /// <summary>What happened; more about it; what to do.</summary>
    public const byte Message = (byte)'M', Detail = (byte)'D', Hint = (byte)'H';

    /// <summary>Where in the query, counted in characters from 1; where in an internal query, and that query.</summary>
    public const byte Position = (byte)'P', InternalPosition = (byte)'p', InternalQuery = (byte)'q';

    /// <summary>The call stack of procedures.</summary>
    public const byte Where = (byte)'W';

    /// <summary>The object that it is about.</summary>
    public const byte Schema = (byte)'s', Table = (byte)'t', Column = (byte)'c', DataType = (byte)'d', Constraint = (byte)'n';

    /// <summary>Where in the server's source.</summary>
    public const byte File = (byte)'F', Line = (byte)'L', Routine = (byte)'R';

    public int WireLength => sizeof(byte) + Value.Length + 1;

    public static ErrorField Of(byte code, string value) => new(code, ByteString.From(value));

    public static ErrorField Read(ref BodyReader reader) => new(reader.ReadByte(), reader.ReadText());

    public void Write(ref BodyWriter writer)
    {
        writer.WriteByte(Code);
        writer.WriteText(Value);
    }
}
