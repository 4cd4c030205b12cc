namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>The peer sent something that the protocol does not allow, or broke off inside a message.</summary>
/// <remarks>
/// The message starts with the server's own words for the case, so that it can be the text of the refusal, and goes on with what and
/// where. Faults of the transport (a reset connection) are not this: they pass as the stream throws them.
/// </remarks>
internal sealed class ProtocolViolationException : FormatException
{
    /// <summary>The SQLSTATE <c>protocol_violation</c>, with which the server refuses all of these.</summary>
    public const string SqlState = "08P01";

    private ProtocolViolationException(string message, bool isFatal, bool isCut = false, Exception? cause = null)
        : base(message, cause)
    {
        IsFatal = isFatal;
        IsCut = isCut;
    }

    /// <summary>
    /// Whether the place in the stream is lost, so that the connection must end. Otherwise one message is malformed but its bounds are
    /// known: the server answers with an ERROR and, in the extended protocol, skips to the next Sync.
    /// </summary>
    public bool IsFatal { get; }

    /// <summary>Whether the stream ended inside a message: nobody is left to be told.</summary>
    public bool IsCut { get; }

    /// <summary>Whether the server closes the connection without a word to the client: it cannot know how much of what follows is the message.</summary>
    public bool EndsInSilence => IsCut || Message.StartsWith("invalid message length", StringComparison.Ordinal);

    /// <summary>What the server would say of it, and no more.</summary>
    public string ServersWords => Message.Split(':', 2)[0].TrimEnd('.');

    public static ProtocolViolationException InvalidLength(string message, long length, long least, long most) =>
        new($"invalid message length: {message} says {length}, allowed are {least} to {most}.", isFatal: true);

    public static ProtocolViolationException InvalidStartupLength(long length, long least, long most) =>
        new($"invalid length of startup packet: it says {length}, allowed are {least} to {most}.", isFatal: true);

    public static ProtocolViolationException UnknownType(MessageOrigin origin, byte type) =>
        new($"invalid {(origin == MessageOrigin.Frontend ? "frontend" : "backend")} message type {type}.", isFatal: true);

    public static ProtocolViolationException Cut(string message, long received, long expected) =>
        new($"unexpected end of the stream inside {message}: {received} of {expected} bytes came.", isFatal: true, isCut: true);

    public static ProtocolViolationException TooShort(string message, int offset, long needed, int left) =>
        new($"insufficient data left in message: {message} needs {needed} bytes at offset {offset}, {left} are left.", isFatal: false);

    public static ProtocolViolationException NoTerminator(string message, int offset) =>
        new($"invalid string in message: the text at offset {offset} of {message} has no terminator.", isFatal: false);

    public static ProtocolViolationException LeftOver(string message, int offset, int count) =>
        new($"invalid message format: {message} ends at offset {offset}, but {count} more bytes follow.", isFatal: false);

    public static ProtocolViolationException InvalidValue(string message, int offset, string what) =>
        new($"invalid message format: {message} has {what} at offset {offset}.", isFatal: false);

    public static ProtocolViolationException NotUtf8(string shown, Exception cause) =>
        new($"invalid byte sequence for encoding \"UTF8\": '{(shown.Length > 80 ? shown[..80] : shown)}'.", isFatal: false, cause: cause);
}
