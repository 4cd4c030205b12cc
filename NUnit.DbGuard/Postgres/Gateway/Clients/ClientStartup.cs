using System.Globalization;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Clients;

/// <summary>What a client asks for in its start-up message, as the server understands it.</summary>
/// <remarks>The rules and texts are those of <c>ProcessStartupPacket</c> in the server's <c>tcop/backend_startup.c</c> (before PostgreSQL 17: <c>postmaster/postmaster.c</c>).</remarks>
/// <param name="User">The user; not empty.</param>
/// <param name="Database">The database, or else the user.</param>
/// <param name="Parameters">The other parameters, in order.</param>
/// <param name="ProtocolMinor">The minor version that is spoken.</param>
/// <param name="Negotiation">What the client must be told about the protocol before all else; <see langword="null"/>: nothing.</param>
internal sealed record ClientStartup(
    string User,
    string Database,
    IReadOnlyList<KeyValuePair<string, string>> Parameters,
    int ProtocolMinor,
    NegotiateProtocolVersion? Negotiation)
{
    private const string ProtocolOptionPrefix = "_pq_.";
    private const string NotSupported = "0A000";

    private static readonly int s_newestMinor = new StartupMessage(StartupMessage.Version32, default).MinorVersion;

    private static readonly string[] s_true = ["true", "yes", "on", "1"];
    private static readonly string[] s_false = ["false", "no", "off", "0"];

    /// <summary>Reads the message.</summary>
    /// <exception cref="ClientRefusalException">The client cannot be served.</exception>
    public static ClientStartup Read(ReadOnlyMemory<byte> body)
    {
        // The version comes first: what another one's message has behind it, nobody here knows.
        StartupMessage version = new(StartupPacket.CodeOf(body), default);
        if (version.MajorVersion != 3)
        {
            throw new ClientRefusalException(
                NotSupported,
                string.Create(CultureInfo.InvariantCulture, $"unsupported frontend protocol {version.MajorVersion}.{version.MinorVersion}: server supports 3.0 to 3.{s_newestMinor}"));
        }

        StartupMessage message;
        try
        {
            message = StartupMessage.Read(body);
        }
        catch (ProtocolViolationException)
        {
            throw new ClientRefusalException(ProtocolViolationException.SqlState, "invalid startup packet layout: expected terminator as last byte");
        }

        return Read(message);
    }

    private static ClientStartup Read(StartupMessage message)
    {
        string? user = null;
        string? database = null;
        List<KeyValuePair<string, string>> parameters = [];
        List<TextElement> unknownOptions = [];
        foreach (StartupParameter parameter in message.Parameters)
        {
            (string name, string value) = Decode(parameter);
            switch (name)
            {
                case "user":
                    user = value;
                    break;
                case "database":
                    database = value;
                    break;
                case "replication":
                    RefuseReplication(value);
                    break;
                default:
                    if (name.StartsWith(ProtocolOptionPrefix, StringComparison.Ordinal))
                    {
                        unknownOptions.Add(new TextElement(parameter.Name.ToOwned()));
                    }
                    else
                    {
                        parameters.Add(new(name, value));
                    }

                    break;
            }
        }

        if (string.IsNullOrEmpty(user))
        {
            throw new ClientRefusalException("28000", "no PostgreSQL user name specified in startup packet");
        }

        int minor = Math.Min(message.MinorVersion, s_newestMinor);
        NegotiateProtocolVersion? negotiation = minor != message.MinorVersion || unknownOptions.Count > 0
            ? new((message.MajorVersion << 16) + minor, WireList<TextElement>.Of([.. unknownOptions]))
            : null;
        return new(user, string.IsNullOrEmpty(database) ? user : database, parameters, minor, negotiation);
    }

    private static (string Name, string Value) Decode(StartupParameter parameter)
    {
        try
        {
            return (parameter.Name.Decode(), parameter.Value.Decode());
        }
        catch (ProtocolViolationException violation)
        {
            throw new ClientRefusalException("22021", violation.Message);
        }
    }

    // The walsender's protocol has statements of its own, and sends what has been committed: nothing is, in a test.
    private static void RefuseReplication(string value)
    {
        if (value == "database" || IsPrefixOfAny(value, s_true))
        {
            throw new ClientRefusalException(
                NotSupported,
                "replication connections are not supported by the test database's gateway",
                hint: "Connect to the server itself, without NUnit.DbGuard's connection string.");
        }

        if (!IsPrefixOfAny(value, s_false))
        {
            throw new ClientRefusalException(
                "22023",
                $"invalid value for parameter \"replication\": \"{value}\"",
                hint: "Valid values are: \"false\", 0, \"true\", 1, \"database\".");
        }
    }

    // As the server reads a boolean: any unique beginning ("o" is not), in any case.
    private static bool IsPrefixOfAny(string value, string[] words) =>
        value.Length > 0
        && !value.Equals("o", StringComparison.OrdinalIgnoreCase)
        && words.Any(word => word.StartsWith(value, StringComparison.OrdinalIgnoreCase));
}
