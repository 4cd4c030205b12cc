using NUnit.DbGuard.Tests.Commands;

namespace NUnit.DbGuard.Tests.Postgres.Isolation;

/// <summary>How values, clients, databases and kinds of commands are told.</summary>
public sealed class LoggingValuesTests
{
    private readonly LoggingSituations _situations = new(static test => GatewayRuns.Sequential[$"Gateway.LoggingValuesTests.{test}"]);

    [Test]
    public void Values_of_each_type_are_told() => Assert.That(
        _situations.LinesOf("Values_of_each_type_are_told")[1],
        Does.EndWith("; $1 = true, $2 = -7, $3 = 70000, $4 = -7000000000, $5 = 1.5, $6 = -2.25, $7 = 12345.0678, $8 = -0.5, $9 = 10000, $10 = 'text', $11 = '00112233-4455-6677-8899-aabbccddeeff', "
            + "$12 = '2026-11-27 12:30:15.25Z', $13 = '1999-01-02 03:04:05', $14 = '1970-01-01', $15 = 'infinity', $16 = 0x00000001000000000000001700000002… (36 bytes), $17 = NULL, $18 = '{\"a\": 1}'"));

    [Test]
    public void Clients_and_databases_are_told_apart()
    {
        string[] statements = [.. _situations.LinesOf("Clients_and_databases_are_told_apart").Where(static line => line.Contains(": ", StringComparison.Ordinal))];

        Assert.That(statements, Has.Length.EqualTo(3));
        Assert.That(statements[0], Does.Match(@"^1\. default, client \d+ \(reporter\): SELECT 1$"));
        Assert.That(statements[1], Does.Match(@"^2\. default, client \d+: SELECT 2$"));
        Assert.That(statements[2], Does.Match(@"^3\. second, client \d+: INSERT INTO items"));
    }

    [Test]
    public void What_EF_Core_awaits_has_a_place() => Assert.That(
        _situations.LinesOf("What_EF_Core_awaits_has_a_place")[^1],
        Does.Contain("; at LoggingValuesTests.CountAgainAsync ← LoggingValuesTests.What_EF_Core_awaits_has_a_place"));

    [Test]
    public void Prepared_batched_and_copied_statements_are_told()
    {
        string[] lines = _situations.LinesOf("Prepared_batched_and_copied_statements_are_told");

        Assert.That(lines.Where(static line => char.IsDigit(line[0])).Select(static line => line[(line.IndexOf('.', StringComparison.Ordinal) + 1)..].Trim()), Has.Member("COPY items (name) FROM STDIN"));
        Assert.That(string.Join('\n', lines), Does.Match(
            """
            ^1\. SELECT name FROM items WHERE id = \$1
            0 rows; at [^\n]*; \$1 = 7
            2\. SELECT name FROM items WHERE id = \$1
            0 rows; at [^\n]*; \$1 = 7
            3\. INSERT INTO items \(name\) VALUES \('a'\) -- the first
            1 row; at [^\n]*
            4\. UPDATE items SET name = name
            2 rows; at [^\n]*
            5\. SELECT nonsense
            failed: 42703 column "nonsense" does not exist; at [^\n]*
            6\. COPY items \(name\) FROM STDIN
            2 rows; at [^\n]*$
            """));
    }
}
