using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NUnit.DbGuard.Postgres.Server;

/// <summary>What a PostgreSQL server keeps of a password, so that it need not be told the password itself.</summary>
/// <remarks>RFC 5802, section 3, with SHA-256; the form is that of the catalog <c>pg_authid</c>, column <c>rolpassword</c>.</remarks>
internal static class ScramVerifier
{
    private const int SaltBytes = 16;

    // Iterations make guessing dear, and each client pays for them when it connects. There is nothing to guess about a random password.
    private const int Iterations = 1;

    /// <summary>Makes the verifier of a password.</summary>
    /// <param name="password">Random, of at least 128 bits, and ASCII, which needs no normalization.</param>
    public static string Of(string password)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.ASCII.GetBytes(password), salt, Iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        byte[] stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        byte[] server = HMACSHA256.HashData(salted, "Server Key"u8);
        return string.Create(CultureInfo.InvariantCulture, $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}");
    }
}
