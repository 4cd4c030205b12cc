namespace NUnit.DbGuard.Commands;

/// <summary>Tells whether a statement may have secrets among its values, by the names that it mentions.</summary>
/// <remarks>A value comes without its column's name, so all of a statement's values are hidden or none.</remarks>
internal static class SecretWords
{
    private static readonly string[] s_words =
        ["password", "passwd", "passphrase", "pwd", "secret", "token", "apikey", "api_key", "api-key", "credential", "privatekey", "private_key", "accesskey", "access_key", "connectionstring", "connection_string"];

    public static bool AreIn(string sql) => Array.Exists(s_words, word => sql.Contains(word, StringComparison.OrdinalIgnoreCase));
}
