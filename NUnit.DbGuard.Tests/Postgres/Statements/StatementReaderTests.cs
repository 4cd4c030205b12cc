using System.Text;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Tests.Postgres.Statements;

/// <summary>Where the statements of a text begin and end.</summary>
public sealed class StatementReaderTests
{
    [TestCase("", "")]
    [TestCase("SELECT 1", "[SELECT 1]")]
    [TestCase("SELECT 1;", "[SELECT 1]")]
    [TestCase("SELECT 1; SELECT 2", "[SELECT 1][SELECT 2]")]
    [TestCase("SELECT 1;; SELECT 2;", "[SELECT 1][][SELECT 2]")]
    [TestCase(";", "[]")]
    [TestCase("  -- nothing", "[]")]
    [TestCase("SELECT 1; -- done", "[SELECT 1][]")]
    [TestCase(" /* a */ SELECT /* b */ 1 /* c */ ;", "[SELECT /* b */ 1]")]
    [TestCase("SELECT ';'; SELECT \";\"", "[SELECT ';'][SELECT \";\"]")]
    [TestCase("SELECT $$;$$; SELECT 2", "[SELECT $$;$$][SELECT 2]")]
    [TestCase("SELECT /* ; */ 1; SELECT 2", "[SELECT /* ; */ 1][SELECT 2]")]
    [TestCase("SELECT E'\\';'; SELECT 2", "[SELECT E'\\';'][SELECT 2]")]
    [TestCase("SELECT '\\'; SELECT 2", "[SELECT '\\'][SELECT 2]")]
    [TestCase("DO $x$ BEGIN COMMIT; END $x$; COMMIT", "[DO $x$ BEGIN COMMIT; END $x$][COMMIT]")]
    public void A_text_is_cut_at_its_semicolons(string sql, string expected) => Assert.That(Cut(sql), Is.EqualTo(expected));

    [TestCase("CREATE RULE r AS ON INSERT TO t DO (DELETE FROM a; DELETE FROM b); SELECT 1", "[CREATE RULE r AS ON INSERT TO t DO (DELETE FROM a; DELETE FROM b)][SELECT 1]")]
    [TestCase("SELECT 1); SELECT 2", "[SELECT 1)][SELECT 2]")]
    public void Semicolons_in_parentheses_are_not_ends(string sql, string expected) => Assert.That(Cut(sql), Is.EqualTo(expected));

    [TestCase("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END; SELECT 3")]
    [TestCase("create or replace function f() returns int begin atomic select 1; select 2; end; SELECT 3")]
    [TestCase("CREATE PROCEDURE p() BEGIN ATOMIC INSERT INTO t VALUES (1); END; SELECT 3")]
    [TestCase("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 ELSE 2 END; SELECT 2; END; SELECT 3")]
    [TestCase("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT (CASE WHEN a THEN 1 END); SELECT 2; END; SELECT 3")]
    [TestCase("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1 AS end; SELECT 2; END; SELECT 3")]
    [TestCase("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT t.case FROM t; SELECT 2; END; SELECT 3")]
    [TestCase("CREATE FUNCTION f() RETURNS int BEGIN/**/ATOMIC END; SELECT 3")]
    [TestCase("CREATE FUNCTION begin() RETURNS int LANGUAGE sql AS 'SELECT 1'; SELECT 3")]
    [TestCase("CREATE TABLE begin (atomic int); SELECT 3")]
    public void The_body_of_a_routine_is_one_with_it(string sql)
    {
        Assert.That(Cut(sql), Is.EqualTo($"[{sql[..^"; SELECT 3".Length]}][SELECT 3]"));
    }

    [TestCase("SELECT 'a; COMMIT")]
    [TestCase("SELECT \"a; COMMIT")]
    [TestCase("SELECT $$a; COMMIT")]
    [TestCase("SELECT /* a; COMMIT")]
    [TestCase("SELECT (1; COMMIT")]
    [TestCase("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; COMMIT")]
    [TestCase("SELECT \\; ")]
    public void What_cannot_be_SQL_is_told(string sql) => Assert.That(StatementList.Of(sql)[0].IsBroken, Is.True);

    [Test]
    public void What_can_be_SQL_is_not_called_broken() => Assert.That(StatementList.Single("SELECT (1), '(', $$;$$ FROM t").IsBroken, Is.False);

    [Test]
    public void Offsets_count_bytes()
    {
        const string Sql = "SELECT 'äöü€😀'; COMMIT";

        Statement commit = StatementList.Of(Sql)[1];

        Assert.That(commit.Text, Is.EqualTo(new TextSpan(Encoding.UTF8.GetByteCount(Sql) - 6, 6)));
    }

    [Test]
    public void The_extent_has_the_blanks_before_and_the_semicolon()
    {
        const string Sql = "SELECT 1; /* two */ SELECT 2 ; ";

        IEnumerable<string> extents = StatementList.Of(Sql).Select(static statement => $"[{StatementList.Text(Sql, statement.Extent)}]");

        Assert.That(string.Concat(extents), Is.EqualTo("[SELECT 1;][ /* two */ SELECT 2 ;][ ]"));
    }

    [TestCase("COMMIT;", true)]
    [TestCase("COMMIT", false)]
    [TestCase("COMMIT /* ; */", false)]
    public void A_statement_knows_whether_a_semicolon_ends_it(string sql, bool isTerminated) =>
        Assert.That(StatementList.Single(sql).IsTerminated, Is.EqualTo(isTerminated));

    [Test]
    public void A_string_with_backslashes_ends_where_the_setting_says()
    {
        byte[] sql = Encoding.UTF8.GetBytes(@"SELECT '\'; COMMIT; --'");

        Assert.That(StatementList.Of(sql, standardConformingStrings: false), Has.Count.EqualTo(1));
    }

    [Test]
    public void Reading_statements_allocates_nothing()
    {
        byte[] sql = Encoding.UTF8.GetBytes("SELECT a, 'b''c', $1::int FROM \"T\" WHERE x = ANY($2); INSERT INTO t VALUES (1, E'\\n'); COMMIT; SET a.b = 1");
        Count(sql);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Count(sql);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    [CancelAfter(20_000)]
    public void A_large_text_is_read_in_reasonable_time()
    {
        byte[] sql = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("INSERT INTO t (a, b) VALUES (1, 'some text that is longer');\n", 100_000)));

        Assert.That(Count(sql), Is.EqualTo(100_001));
    }

    [TestCase("((((")]
    [TestCase("$a$ $b$")]
    [TestCase("/*/*")]
    [TestCase("'\n")]
    [TestCase("$a")]
    [TestCase("BEGIN ATOMIC ")]
    [CancelAfter(20_000)]
    public void A_hostile_text_is_read_in_reasonable_time(string pattern)
    {
        byte[] sql = Encoding.UTF8.GetBytes("CREATE FUNCTION f() " + string.Concat(Enumerable.Repeat(pattern, 100_000)));

        Assert.That(Count(sql), Is.EqualTo(1));
    }

    private static int Count(byte[] sql)
    {
        int count = 0;
        StatementReader reader = new(sql);
        while (reader.TryRead(out _))
        {
            count++;
        }

        return count;
    }

    private static string Cut(string sql) => string.Concat(StatementList.Of(sql).Select(statement => $"[{StatementList.Text(sql, statement.Text)}]"));
}
