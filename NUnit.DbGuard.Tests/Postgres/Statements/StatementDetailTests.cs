using System.Text;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Tests.Postgres.Statements;

/// <summary>What a statement tells besides its kind.</summary>
public sealed class StatementDetailTests
{
    [TestCase("BEGIN", "Unspecified", null, null)]
    [TestCase("BEGIN ISOLATION LEVEL READ UNCOMMITTED", "ReadUncommitted", null, null)]
    [TestCase("BEGIN ISOLATION LEVEL READ COMMITTED", "ReadCommitted", null, null)]
    [TestCase("BEGIN ISOLATION LEVEL REPEATABLE READ", "RepeatableRead", null, null)]
    [TestCase("START TRANSACTION ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE", "Serializable", true, true)]
    [TestCase("BEGIN READ WRITE, NOT DEFERRABLE", "Unspecified", false, false)]
    [TestCase("BEGIN READ ONLY READ WRITE", "Unspecified", false, null)]
    [TestCase("SET TRANSACTION READ ONLY", "Unspecified", true, null)]
    [TestCase("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE", "Serializable", null, null)]
    public void The_modes_of_a_transaction(string sql, string isolation, bool? isReadOnly, bool? isDeferrable) =>
        Assert.That(
            StatementList.Single(sql).Modes,
            Is.EqualTo(new TransactionModes(Enum.Parse<TransactionIsolation>(isolation), isReadOnly, isDeferrable)));

    [TestCase("COMMIT AND CHAIN", true)]
    [TestCase("COMMIT AND NO CHAIN", false)]
    [TestCase("ROLLBACK", false)]
    [TestCase("ABORT AND CHAIN", true)]
    public void Whether_a_transaction_follows(string sql, bool isChained) => Assert.That(StatementList.Single(sql).IsChained, Is.EqualTo(isChained));

    [TestCase("SAVEPOINT a", "a")]
    [TestCase("RELEASE SAVEPOINT \"A\"", "\"A\"")]
    [TestCase("ROLLBACK TO /* x */ a -- y", "a")]
    [TestCase("COMMIT PREPARED 'id'", "'id'")]
    [TestCase("SET LOCAL app.\"Tenant\" = 1", "app.\"Tenant\"")]
    [TestCase("SET SESSION TIME ZONE 'UTC'", "TIME ZONE")]
    [TestCase("SET LOCAL SESSION AUTHORIZATION x", "SESSION AUTHORIZATION")]
    [TestCase("SET session.x = 1", "session.x")]
    [TestCase("SET local TO 1", "local")]
    [TestCase("RESET a . b", "a . b")]
    [TestCase("DISCARD TEMP", "TEMP")]
    [TestCase("NOTIFY c, 'p'", "c")]
    [TestCase("PREPARE p AS SELECT 1", "p")]
    [TestCase("EXPLAIN EXECUTE p(1)", "p")]
    [TestCase("CREATE TABLE t AS EXECUTE p", "p")]
    [TestCase("DEALLOCATE PREPARE \"p\"", "\"p\"")]
    [TestCase("FETCH RELATIVE -3 FROM c", "c")]
    [TestCase("COPY s.t (a) FROM STDIN", "s.t")]
    public void The_name_it_is_about(string sql, string name) => Assert.That(StatementList.Text(sql, StatementList.Single(sql).Name), Is.EqualTo(name));

    [TestCase("SET x TO 'a', 'b'", "'a', 'b'")]
    [TestCase("SET x = DEFAULT ;", "DEFAULT")]
    [TestCase("SET TIME ZONE LOCAL", "LOCAL")]
    [TestCase("SET CONSTRAINTS ALL DEFERRED", "ALL DEFERRED")]
    [TestCase("NOTIFY c, 'p'", "'p'")]
    [TestCase("NOTIFY c", "")]
    [TestCase("EXECUTE p (1)", "(1)")]
    [TestCase("PREPARE p (int) AS SELECT $1", "(int) AS SELECT $1")]
    [TestCase("DECLARE c CURSOR FOR SELECT 1", "SELECT 1")]
    [TestCase("LOCK TABLE t", "TABLE t")]
    [TestCase("DO 'x'", "'x'")]
    [TestCase("COPY t FROM STDIN (FORMAT CSV)", "(FORMAT CSV)")]
    public void What_follows(string sql, string argument) =>
        Assert.That(StatementList.Text(sql, StatementList.Single(sql).Argument), Is.EqualTo(argument));

    [TestCase("SET LOCAL x = 1", true)]
    [TestCase("SET SESSION x = 1", false)]
    [TestCase("SET x = 1", false)]
    [TestCase("SET local = 1", false)]
    [TestCase("SET LOCAL ROLE x", true)]
    public void Whether_a_setting_is_for_the_transaction_only(string sql, bool isLocal) =>
        Assert.That(StatementList.Single(sql).IsLocal, Is.EqualTo(isLocal));

    [TestCase("DECLARE c CURSOR WITH HOLD FOR SELECT 1", true)]
    [TestCase("DECLARE c CURSOR WITHOUT HOLD FOR SELECT 1", false)]
    [TestCase("DECLARE c CURSOR FOR SELECT 1", false)]
    public void Whether_a_cursor_outlives_the_transaction(string sql, bool isHoldable) =>
        Assert.That(StatementList.Single(sql).IsHoldable, Is.EqualTo(isHoldable));

    [TestCase("abc", "abc")]
    [TestCase("ABC", "abc")]
    [TestCase("ÄBC", "Äbc")]
    [TestCase("\"ABC\"", "ABC")]
    [TestCase("\"a\"\"b\"", "a\"b")]
    [TestCase("U&\"d\\0061t\\+000061\\\\\"", "data\\")]
    [TestCase("U&\"\\zzzz\"", "\\zzzz")]
    public void What_an_identifier_stands_for(string identifier, string name) =>
        Assert.That(SqlIdentifier.Decode(Encoding.UTF8.GetBytes(identifier)), Is.EqualTo(name));

    [Test]
    public void An_identifier_is_cut_after_63_bytes() =>
        Assert.That(SqlIdentifier.Decode(Encoding.UTF8.GetBytes(new string('a', 62) + "äb")), Is.EqualTo(new string('a', 62)));

    [TestCase("TimeZone", "timezone")]
    [TestCase("TIME ZONE", "timezone")]
    [TestCase("time /* x */ zone", "timezone")]
    [TestCase("NAMES", "client_encoding")]
    [TestCase("SCHEMA", "search_path")]
    [TestCase("ROLE", "role")]
    [TestCase("SESSION AUTHORIZATION", "session_authorization")]
    [TestCase("TRANSACTION ISOLATION LEVEL", "transaction_isolation")]
    [TestCase("XML OPTION", "xmloption")]
    [TestCase("App . \"Tenant\"", "app.tenant")]
    [TestCase("ALL", "all")]
    public void What_a_setting_is_called(string written, string name) => Assert.That(SettingName.Decode(Encoding.UTF8.GetBytes(written)), Is.EqualTo(name));

    [TestCase("'a'", "a")]
    [TestCase("''", "")]
    [TestCase("'it''s'", "it's")]
    [TestCase("'a\\n'", "a\\n")]
    [TestCase("E'a\\n\\'\\\\\\x41\\101\\u00e4\\U0001F604'", "a\n'\\AAä😄")]
    [TestCase("U&'\\00e4\\+01F604\\\\'", "ä😄\\")]
    [TestCase("N'a'", "a")]
    [TestCase("$$a'b$$", "a'b")]
    [TestCase("$t$a$$b$t$", "a$$b")]
    [TestCase("'a'\n  'b'", "ab")]
    [TestCase("'a' -- it's\n 'b'", "ab")]
    [TestCase("E'a'\n'\\n'", "a\n")]
    public void What_a_string_stands_for(string literal, string text) => Assert.That(SqlLiteral.Decode(Encoding.UTF8.GetBytes(literal)), Is.EqualTo(text));

    [Test]
    public void What_a_string_stands_for_without_standard_conforming_strings() =>
        Assert.That(SqlLiteral.Decode(@"'a\tb'"u8, standardConformingStrings: false), Is.EqualTo("a\tb"));
}
