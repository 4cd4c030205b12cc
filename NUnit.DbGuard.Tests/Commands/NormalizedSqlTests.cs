using NUnit.DbGuard.Commands;

namespace NUnit.DbGuard.Tests.Commands;

/// <summary>What two runs of one statement have in common.</summary>
public sealed class NormalizedSqlTests
{
    [TestCase("SELECT  name\n\tFROM items;", "SELECT name FROM items")]
    [TestCase("SELECT 'it''s', 12, 1.5, -3", "SELECT ?, -?")]
    [TestCase("SELECT * FROM t1 WHERE a2 = 7 AND \"b 'c' 9\" = 8", "SELECT * FROM t1 WHERE a2 = ? AND \"b 'c' 9\" = ?")]
    [TestCase("SELECT 1 WHERE id IN (1, 2,3 , 4)", "SELECT ? WHERE id IN (?)")]
    [TestCase("SELECT 1 WHERE id IN ($1, $2)", "SELECT ? WHERE id IN (?)")]
    [TestCase("SELECT @p0, @p1, :name, ?1, ?", "SELECT ?")]
    [TestCase("SELECT a::text, b FROM t", "SELECT a::text, b FROM t")]
    [TestCase("/* of\nhere */ SELECT 1 -- the end", "SELECT ?")]
    [TestCase("SELECT 'open", "SELECT ?")]
    [TestCase("", "")]
    public void Values_and_layout_are_left_out(string sql, string normalized) => Assert.That(NormalizedSql.Of(sql), Is.EqualTo(normalized));

    [Test]
    public void It_never_fails_and_says_the_same_again()
    {
        Random random = new(20_261_127);
        const string letters = "ab1 '\"`$@:?-*/(),.;\n_é";
        for (int i = 0; i < 20_000; i++)
        {
            string sql = new(random.GetItems<char>(letters, random.Next(20)));
            string once = NormalizedSql.Of(sql);

            Assert.That(() => NormalizedSql.Of(once), Throws.Nothing, sql);
            Assert.That(once, Has.Length.LessThanOrEqualTo(sql.Length + 1), sql);
        }
    }
}
