using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Clients;

/// <summary>The server's part in one SCRAM-SHA-256 exchange, without channel binding: there is no TLS that one could bind to.</summary>
/// <remarks>
/// <para>RFC 5802, sections 5 and 7. What is refused, and how, is taken from the server's <c>libpq/auth-scram.c</c>.</para>
/// <para>States: new → <see cref="Challenge"/> → <see cref="TryVerify"/>. The salt is the run's: users differ in name only, so none is better known than
/// another, and a wrong password takes the same way as the right one to the last comparison, whose time does not depend on the bytes.</para>
/// </remarks>
internal sealed class ScramExchange(ScramKeys keys)
{
    public const string Mechanism = "SCRAM-SHA-256";

    private const string NotSupported = "0A000";
    private const string Malformed = "malformed SCRAM message";
    private const int NonceBytes = 18;

    private string _header = string.Empty;
    private string _clientFirstBare = string.Empty;
    private string _serverFirst = string.Empty;
    private string _nonce = string.Empty;

    /// <summary>Answers the client's first message.</summary>
    /// <exception cref="ClientRefusalException">It is not one.</exception>
    public string Challenge(ByteString clientFirst)
    {
        string text = TextOf(clientFirst);
        switch (text)
        {
            case ['n' or 'y', ',', ',', ..]:
                _header = text[..3];
                break;
            case ['p', ..]:
                throw Violation(Malformed, "The client selected SCRAM-SHA-256 without channel binding, but the SCRAM message includes channel binding data.");
            case ['n' or 'y', ',', 'a', ..]:
                throw new ClientRefusalException(NotSupported, "client uses authorization identity, but it is not supported");
            case ['n' or 'y', ..]:
                throw Violation(Malformed, "Comma expected behind the channel-binding flag and behind the authorization identity.");
            default:
                throw Violation(Malformed, "Unexpected channel-binding flag.");
        }

        _clientFirstBare = text[3..];
        string[] attributes = _clientFirstBare.Split(',');
        if (attributes[0].StartsWith("m=", StringComparison.Ordinal))
        {
            throw new ClientRefusalException(NotSupported, "client requires an unsupported SCRAM extension");
        }

        // The user's name here is ignored: the one in the start-up message counts. Extensions behind the nonce may be ignored.
        if (attributes.Length < 2 || !attributes[0].StartsWith("n=", StringComparison.Ordinal) || !attributes[1].StartsWith("r=", StringComparison.Ordinal))
        {
            throw Violation(Malformed, "Attributes \"n\" and \"r\" expected.");
        }

        string clientNonce = attributes[1][2..];
        if (clientNonce.Length == 0 || clientNonce.Any(static character => character is < '!' or > '~'))
        {
            throw Violation("non-printable characters in SCRAM nonce");
        }

        _nonce = clientNonce + Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes));
        _serverFirst = string.Create(CultureInfo.InvariantCulture, $"r={_nonce},s={Convert.ToBase64String(keys.Salt)},i={keys.Iterations}");
        return _serverFirst;
    }

    /// <summary>Checks the client's proof.</summary>
    /// <param name="clientFinal">The client's last message.</param>
    /// <param name="serverFinal">The server's last message: its own proof.</param>
    /// <returns>Whether the client knows the password.</returns>
    /// <exception cref="ClientRefusalException">It is not such a message.</exception>
    public bool TryVerify(ByteString clientFinal, out string serverFinal)
    {
        string text = TextOf(clientFinal);
        int end = text.LastIndexOf(",p=", StringComparison.Ordinal);
        string[] attributes = end < 0 ? [] : text[..end].Split(',');
        if (attributes.Length < 2 || !attributes[0].StartsWith("c=", StringComparison.Ordinal) || !attributes[1].StartsWith("r=", StringComparison.Ordinal))
        {
            throw Violation(Malformed, "Attributes \"c\", \"r\" and \"p\" expected.");
        }

        if (attributes[0][2..] != Convert.ToBase64String(Encoding.ASCII.GetBytes(_header)))
        {
            throw Violation("unexpected SCRAM channel-binding attribute in client-final-message");
        }

        if (attributes[1][2..] != _nonce)
        {
            throw Violation("invalid SCRAM response", "Nonce does not match.");
        }

        Span<byte> proof = stackalloc byte[SHA256.HashSizeInBytes];
        if (!Convert.TryFromBase64String(text[(end + 3)..], proof, out int proofBytes) || proofBytes != proof.Length)
        {
            throw Violation(Malformed, "Malformed proof in client-final-message.");
        }

        byte[] message = Encoding.UTF8.GetBytes($"{_clientFirstBare},{_serverFirst},{text[..end]}");
        Span<byte> key = stackalloc byte[SHA256.HashSizeInBytes];
        _ = HMACSHA256.HashData(keys.StoredKey, message, key);
        for (int index = 0; index < key.Length; index++)
        {
            key[index] ^= proof[index];
        }

        Span<byte> stored = stackalloc byte[SHA256.HashSizeInBytes];
        _ = SHA256.HashData(key, stored);
        serverFinal = "v=" + Convert.ToBase64String(HMACSHA256.HashData(keys.ServerKey, message));
        return CryptographicOperations.FixedTimeEquals(stored, keys.StoredKey);
    }

    private static string TextOf(ByteString message)
    {
        try
        {
            return message.Decode();
        }
        catch (ProtocolViolationException violation)
        {
            throw Violation(Malformed, violation.Message);
        }
    }

    private static ClientRefusalException Violation(string message, string? detail = null) => new(ProtocolViolationException.SqlState, message, detail);
}
