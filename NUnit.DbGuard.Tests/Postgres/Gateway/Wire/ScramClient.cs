using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>The client's side of one SCRAM-SHA-256 exchange (RFC 5802, RFC 7677), without channel binding.</summary>
/// <remarks>First <see cref="First"/>, then <see cref="Final"/> once, then <see cref="Verify"/> once.</remarks>
internal sealed class ScramClient(string password)
{
    public const string Mechanism = "SCRAM-SHA-256";

    // PostgreSQL takes the user from the start-up message and ignores the one here (src/backend/libpq/auth-scram.c).
    private const string UserAndNonce = "n=,r=";
    private const string NoChannelBinding = "n,,";

    private readonly string _nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
    private byte[] _serverSignature = [];

    public string First() => NoChannelBinding + UserAndNonce + _nonce;

    public string Final(string serverFirst)
    {
        Dictionary<char, string> parts = Parts(serverFirst);
        string nonce = parts['r'];
        if (!nonce.StartsWith(_nonce, StringComparison.Ordinal))
        {
            throw new InvalidDataException("The server's nonce does not begin with the client's.");
        }

        byte[] salt = Convert.FromBase64String(parts['s']);
        int iterations = int.Parse(parts['i'], CultureInfo.InvariantCulture);
        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        byte[] clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        string withoutProof = $"c={Convert.ToBase64String(Encoding.UTF8.GetBytes(NoChannelBinding))},r={nonce}";
        byte[] authentication = Encoding.UTF8.GetBytes($"{UserAndNonce}{_nonce},{serverFirst},{withoutProof}");
        byte[] clientSignature = HMACSHA256.HashData(SHA256.HashData(clientKey), authentication);
        byte[] proof = [.. clientKey.Zip(clientSignature, static (key, signature) => (byte)(key ^ signature))];
        _serverSignature = HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), authentication);
        return $"{withoutProof},p={Convert.ToBase64String(proof)}";
    }

    public void Verify(string serverFinal)
    {
        if (Parts(serverFinal)['v'] != Convert.ToBase64String(_serverSignature))
        {
            throw new InvalidDataException("The server does not know the password.");
        }
    }

    private static Dictionary<char, string> Parts(string message) =>
        message.Split(',').ToDictionary(static part => part[0], static part => part[2..]);
}
