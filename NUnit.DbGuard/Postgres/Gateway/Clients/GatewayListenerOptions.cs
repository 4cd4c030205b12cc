using System.Security.Cryptography;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Clients;

/// <summary>Who may connect to the gateway, and how much is allowed.</summary>
internal sealed record GatewayListenerOptions
{
    /// <summary>What every client must know, whatever user it names.</summary>
    /// <value>ASCII. Default: 32 random bytes in hexadecimal digits.</value>
    public string Password { get; init; } = RandomNumberGenerator.GetHexString(64, lowercase: true);

    /// <summary>How many clients that know the password may be connected at the same time; one more is told that there are too many.</summary>
    /// <value>1 or more; default 1,000.</value>
    public int MaxConnections
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxConnections));
            field = value;
        }
    }

    = 1_000;

    /// <summary>How many connections to each socket may be those of clients that have not yet proved to know the password; one more is closed without being listened to.</summary>
    /// <value>1 or more; default 1,000. Each has a thread.</value>
    public int MaxUnknown
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxUnknown));
            field = value;
        }
    }

    = 1_000;

    /// <summary>How long a client may take from its connection to its proof that it knows the password.</summary>
    /// <value>More than 0; default 10 s.</value>
    public TimeSpan HandshakeLimit
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, nameof(HandshakeLimit));
            field = value;
        }
    }

    = TimeSpan.FromSeconds(10);

    /// <summary>How long the clients' threads may take to end when the gateway does.</summary>
    /// <value>Default 10 s.</value>
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the password is hashed, by each client whenever it connects.</summary>
    /// <value>
    /// 1 or more; default 1. Iterations make guessing dear, and there is nothing to guess about 32 random bytes. Npgsql and libpq take any number; RFC 7677
    /// recommends 4,096, and JDBC drivers with an older SCRAM library (com.ongres.scram, <c>ITERATION_MIN_VALUE</c>) take nothing less.
    /// </value>
    public int ScramIterations
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(ScramIterations));
            field = value;
        }
    }

    = 1;

    /// <summary>The folder that the socket's own folder is made in.</summary>
    /// <value>Default <see langword="null"/>: the folder for temporary files, if the socket's path does not become too long there.</value>
    public string? Root { get; init; }

    /// <summary>How large what a client sends may be.</summary>
    public ProtocolLimits Limits { get; init; } = ProtocolLimits.Default;
}
