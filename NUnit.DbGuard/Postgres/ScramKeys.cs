using System.Security.Cryptography;
using System.Text;

namespace NUnit.DbGuard.Postgres;

/// <summary>What a server keeps of a password for SCRAM-SHA-256: enough to check a proof, not enough to make one.</summary>
/// <remarks>RFC 5802, section 3, with SHA-256 (RFC 7677).</remarks>
/// <param name="Salt">What the password was hashed with.</param>
/// <param name="Iterations">How often.</param>
/// <param name="StoredKey">The hash of the key by which a client proves that it knows the password.</param>
/// <param name="ServerKey">The key by which the server proves that it does.</param>
internal sealed record ScramKeys(byte[] Salt, int Iterations, byte[] StoredKey, byte[] ServerKey)
{
    private const int SaltBytes = 16;

    /// <summary>Derives the keys, with a new salt.</summary>
    /// <param name="password">ASCII, which needs no normalization.</param>
    /// <param name="iterations">How often to hash it.</param>
    public static ScramKeys Of(string password, int iterations)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.ASCII.GetBytes(password), salt, iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        byte[] stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        return new(salt, iterations, stored, HMACSHA256.HashData(salted, "Server Key"u8));
    }
}
