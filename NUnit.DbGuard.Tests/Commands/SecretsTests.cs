using NUnit.DbGuard.Commands;

namespace NUnit.DbGuard.Tests.Commands;

/// <summary>Which statements may have secrets, and what is hidden of them.</summary>
public sealed class SecretsTests
{
    [TestCase("INSERT INTO users (name, PasswordHash) VALUES ($1, $2)", true)]
    [TestCase("UPDATE sessions SET access_token = @p0", true)]
    [TestCase("ALTER ROLE me PASSWORD 'x'", true)]
    [TestCase("SELECT name FROM items WHERE id = $1", false)]
    public void A_name_tells_of_them(string sql, bool isSecret) => Assert.That(SecretWords.AreIn(sql), Is.EqualTo(isSecret));

    [TestCase("ALTER ROLE me PASSWORD 'it''s me' VALID UNTIL 'now'", "ALTER ROLE me PASSWORD '…' VALID UNTIL '…'")]
    [TestCase("SELECT $$se'cret$$, $a$b$$c$a$", "SELECT '…', '…'")]
    [TestCase("SELECT 'open", "SELECT '…'")]
    [TestCase("SELECT E'it\\'s secret', 'b'", "SELECT '…', '…'")]
    [TestCase("SELECT $q1$secret$q1$", "SELECT '…'")]
    public void What_is_written_out_is_hidden(string text, string hidden) => Assert.That(HiddenLiterals.In(text), Is.EqualTo(hidden));
}
