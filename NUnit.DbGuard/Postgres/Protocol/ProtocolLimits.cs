namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>How large what a peer sends may be. The defaults are PostgreSQL's own.</summary>
internal sealed class ProtocolLimits
{
    /// <summary>The body of a start-up packet, in bytes. Source: <c>MAX_STARTUP_PACKET_LENGTH</c> in the server's <c>libpq/pqcomm.h</c>.</summary>
    public const int LargestStartupBody = 10_000;

    /// <summary>The length that a short frontend message may say. Source: <c>PQ_SMALL_MESSAGE_LIMIT</c> in <c>libpq/libpq.h</c>.</summary>
    public const int LargestShortFrontendMessage = 10_000;

    /// <summary>The length that a short backend message may say. Source: libpq's check in <c>fe-protocol3.c</c>, beside <c>VALID_LONG_MESSAGE_TYPE</c>.</summary>
    public const int LargestShortBackendMessage = 30_000;

    /// <summary>The length that an answer to an authentication request may say. Source: <c>PG_MAX_AUTH_TOKEN_LENGTH</c> in <c>libpq/auth.h</c>.</summary>
    public const int LargestAuthenticationMessage = 65_535;

    /// <summary>The bytes of a cancel key. Source: "Message Formats", BackendKeyData: 4 to 256 since protocol 3.2.</summary>
    public const int ShortestCancelKey = 4, LongestCancelKey = 256;

    /// <summary><c>PQ_LARGE_MESSAGE_LIMIT</c> in the server's <c>libpq/libpq.h</c>: <c>MaxAllocSize - 1</c>.</summary>
    private const int ServersLargestMessage = 0x3FFF_FFFF - 1;

    public static ProtocolLimits Default { get; } = new();

    /// <summary>The length that any message may say.</summary>
    /// <value>65,536 to 1,073,741,822 bytes; 1,073,741,822 unless set, as in the server.</value>
    public int LargestMessage
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 65_536, nameof(LargestMessage));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, ServersLargestMessage, nameof(LargestMessage));
            field = value;
        }
    }

    = ServersLargestMessage;

    /// <summary>How much a reader reads at once, and up to what length it delivers frames whole.</summary>
    /// <value>1,024 to 1,048,576 bytes; 32,768 unless set: some hundred connections stay below 20 MB.</value>
    public int BufferSize
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1_024, nameof(BufferSize));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1_048_576, nameof(BufferSize));
            field = value;
        }
    }

    = 32_768;
}
