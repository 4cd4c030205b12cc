using System.Text;
using NUnit.DbGuard.Sqlite;
using SQLitePCL;

namespace NUnit.DbGuard.Tests.Sqlite;

/// <summary>What the guard reads from names and statements.</summary>
public sealed class SqliteTextTests
{
    private static readonly string[] s_pieces =
    [
        "ATTACH", "PRAGMA", "CREATE", "TEMP", "EXPLAIN", "QUERY", "PLAN", "TABLE", "'", "\"", "`", "[", "]", "--", "/*", "*/", ";", "=", "(", ")", ".", "?", "\n", " ", "\0", "\uFEFF", "é",
        "file:", "//", "%", "%00", "%zz", "&", "#", "mode=memory", "immutable=1", ":memory:", "x.db",
    ];

    [TestCase("library.db", false, "library.db")]
    [TestCase("./a/../library.db", false, "library.db")]
    [TestCase("file:library.db", false, "file:library.db")]
    public void A_plain_name_is_a_file(string name, bool isPrivate, string file) => Check(SqliteDataSource.Parse(name, flags: 0), isPrivate, file, string.Empty);

    [TestCase("file:library.db", "library.db", "")]
    [TestCase("file:lib%72ary.db?cache=shared#x?y", "library.db", "cache=shared")]
    [TestCase("file:library.db?immutable=1&mode=ro&nolock=1", "library.db", "mode=ro")]
    [TestCase("file:library.db?%69mmutable=1", "library.db", "")]
    [TestCase("file:library.db%00ignored", "library.db", "")]
    [TestCase("file:///tmp-folder/library.db", "/tmp-folder/library.db", "")]
    [TestCase("file://localhost/tmp-folder/library.db", "/tmp-folder/library.db", "")]
    [TestCase("FILE:library.db", "FILE:library.db", "")]
    public void A_uri_is_a_file_and_parameters(string name, string file, string query) => Check(SqliteDataSource.Parse(name, raw.SQLITE_OPEN_URI), isPrivate: false, file, query);

    [TestCase("", 0)]
    [TestCase(":memory:", 0)]
    [TestCase("library.db", raw.SQLITE_OPEN_MEMORY)]
    [TestCase("file:", raw.SQLITE_OPEN_URI)]
    [TestCase("file::memory:?cache=shared", raw.SQLITE_OPEN_URI)]
    [TestCase("file:name?mode=memory", raw.SQLITE_OPEN_URI)]
    [TestCase("file:name?mode=%6Demory&cache=shared", raw.SQLITE_OPEN_URI)]
    public void What_has_no_file_is_private(string name, int flags) => Assert.That(SqliteDataSource.Parse(name, flags).IsPrivate, Is.True);

    [Test]
    public void A_copy_is_named_by_a_uri_with_the_parameters_that_still_hold() =>
        Assert.That(SqliteDataSource.Parse("file:x?cache=shared", raw.SQLITE_OPEN_URI).NameFor("/a b/c%.db"), Is.EqualTo("file:///a%20b/c%25.db?cache=shared"));

    [TestCase("ATTACH 'x' AS y", "Attach")]
    [TestCase(" -- comment\n attach'x'AS y", "Attach")]
    [TestCase("/* a */;;/* b */ ATTACH x", "Attach")]
    [TestCase("\uFEFFPRAGMA x", "Pragma")]
    [TestCase("EXPLAIN PRAGMA x", "Pragma")]
    [TestCase("explain query plan /**/ pragma x", "Pragma")]
    [TestCase("CREATE TEMP TABLE a (b)", "CreateTemporary")]
    [TestCase("create temporary view a AS SELECT 1", "CreateTemporary")]
    [TestCase("CREATE TABLE temp.a (b)", "CreateTemporary")]
    [TestCase("CREATE UNIQUE INDEX IF NOT EXISTS \"temp\".i ON a (b)", "CreateTemporary")]
    [TestCase("CREATE TABLE [TEMP] . a (b)", "CreateTemporary")]
    [TestCase("CREATE TABLE a (temp)", "Other")]
    [TestCase("SELECT 'ATTACH'", "Other")]
    [TestCase("", "Other")]
    [TestCase("-- only a comment", "Other")]
    [TestCase("/* not ended ATTACH 'x'", "Other")]
    [TestCase("EXPLAIN", "Other")]
    [TestCase("EXPLAIN QUERY", "Other")]
    public void The_head_of_a_statement_is_read(string sql, string kind) => Assert.That(SqliteStatement.Read(Encoding.UTF8.GetBytes(sql)).Kind.ToString(), Is.EqualTo(kind));

    [TestCase("SELECT 1; SELECT 2", " SELECT 2")]
    [TestCase("SELECT ';'; x", " x")]
    [TestCase("SELECT \";\"\";\", [;], `;` -- ;\n /* ; */; x", " x")]
    [TestCase("SELECT 'not ended; x", "")]
    [TestCase("SELECT 1", "")]
    [TestCase(";", "")]
    [TestCase("", "")]
    public void The_rest_begins_after_the_first_semicolon(string sql, string rest) => Assert.That(Encoding.UTF8.GetString(SqliteStatement.AfterFirst(Encoding.UTF8.GetBytes(sql))), Is.EqualTo(rest));

    [TestCase(" foreign_keys", "foreign_keys", null)]
    [TestCase(" main.foreign_keys = OFF;", "foreign_keys", "off")]
    [TestCase("/**/\"main\" . [Journal_Mode] ( 'DELETE' )", "journal_mode", "delete")]
    [TestCase(" foreign_keys = +0", "foreign_keys", "0")]
    [TestCase(" cache_size = -5", "cache_size", "-")]
    [TestCase(" x =", "x", "")]
    [TestCase(" x = 'not ended", "x", "not ended")]
    [TestCase("", "", null)]
    public void A_pragma_is_read(string body, string name, string? argument) => Assert.That(SqlitePragma.Read(Encoding.UTF8.GetBytes(body)), Is.EqualTo(new SqlitePragma(name, argument)));

    [TestCase(" foreign_keys", false)]
    [TestCase(" foreign_keys=1", false)]
    [TestCase(" foreign_keys=on", false)]
    [TestCase(" foreign_keys=yes", false)]
    [TestCase(" foreign_keys=0", true)]
    [TestCase(" foreign_keys=256", true)]
    [TestCase(" foreign_keys=-1", true)]
    [TestCase(" foreign_keys=nonsense", true)]
    public void What_turns_foreign_keys_off_is_known(string body, bool turnsOff) => Assert.That(SqlitePragma.Read(Encoding.UTF8.GetBytes(body)).TurnsForeignKeysOff, Is.EqualTo(turnsOff));

    [Test]
    public void Nothing_that_is_read_is_fatal()
    {
        Random random = new(42);
        for (int i = 0; i < 20_000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => s_pieces[random.Next(s_pieces.Length)]));
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            Assert.That(
                () =>
                {
                    _ = SqlitePragma.Read(SqliteStatement.Read(bytes).Body);
                    int length = bytes.Length;
                    for (ReadOnlySpan<byte> rest = bytes; !rest.IsEmpty; rest = SqliteStatement.AfterFirst(rest))
                    {
                        length = rest.Length < length || length == bytes.Length ? rest.Length : throw new InvalidOperationException("It does not end.");
                    }

                    _ = SqliteDataSource.Parse(text, random.Next(2) * raw.SQLITE_OPEN_URI).NameFor("/copy.db");
                },
                Throws.Nothing,
                text);
        }
    }

    private static void Check(SqliteDataSource source, bool isPrivate, string file, string query)
    {
        Assert.That(source.IsPrivate, Is.EqualTo(isPrivate));
        Assert.That(source.FullPath, Is.EqualTo(Path.GetFullPath(file)));
        Assert.That(source.Query, Is.EqualTo(query));
    }
}
