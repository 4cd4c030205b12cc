using System.Globalization;

namespace NUnit.DbGuard.Postgres.Server;

/// <summary>What a PostgreSQL server keeps of a password, so that it need not be told the password itself.</summary>
/// <remarks>The form is that of the catalog <c>pg_authid</c>, column <c>rolpassword</c>.</remarks>
internal static class ScramVerifier
{
    // Iterations make guessing dear, and each client pays for them when it connects. There is nothing to guess about a random password.
    private const int Iterations = 1;

    /// <summary>Makes the verifier of a password.</summary>
    /// <param name="password">Random, of at least 128 bits, and ASCII.</param>
    public static string Of(string password)
    {
        var keys = ScramKeys.Of(password, Iterations);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"SCRAM-SHA-256${keys.Iterations}:{Convert.ToBase64String(keys.Salt)}${Convert.ToBase64String(keys.StoredKey)}:{Convert.ToBase64String(keys.ServerKey)}");
    }
}
