using NUnit.DbGuard.Tests.Drivers.Base;

namespace NUnit.DbGuard.Tests.Drivers.Programs;

/// <summary>psql, whose connection is libpq's.</summary>
public sealed class PsqlTests : DriverTests
{
    [Test]
    public async Task A_command_shows_its_rows()
    {
        List<string> seen = await ComparePsql(string.Empty, "-c", "SELECT id, name, mood, home, stay FROM customers ORDER BY id", "-c", "UPDATE accounts SET balance = 7", "-c", "TABLE accounts");

        Assert.That(seen[1], Does.Contain("Cleo").And.Contain("UPDATE 2"));
    }

    [TestCase("\\d")]
    [TestCase("\\d customers")]
    [TestCase("\\d+ orders")]
    [TestCase("\\dT+ public.*")]
    [TestCase("\\df public.*")]
    [TestCase("\\ds")]
    [TestCase("\\dn")]
    [TestCase("\\encoding")]
    public async Task A_description_is_the_servers(string command)
    {
        List<string> seen = await ComparePsql("CREATE TABLE made_in_the_test (id int PRIMARY KEY REFERENCES accounts);\n" + command);

        Assert.That(seen[0], Is.EqualTo("0"));
        Assert.That(seen[1], Has.Length.GreaterThan(2));
    }

    [Test]
    public async Task A_script_copies_in_and_out()
    {
        List<string> seen = await ComparePsql(
            """
            BEGIN;
            \copy accounts from stdin csv
            3,30
            4,40
            \.
            SELECT count(*) FROM accounts;
            COPY files FROM STDIN;
            1	\\x0102
            \.
            COMMIT;
            \copy (SELECT * FROM accounts ORDER BY id) to pstdout csv header
            COPY files TO STDOUT;
            """);

        Assert.That(seen[1], Does.Contain("COPY 2").And.Contain("4,40").And.Contain("0102"));
    }

    [TestCase("0")]
    [TestCase("1")]
    public async Task Errors_stop_a_script_or_not(string stops)
    {
        List<string> seen = await ComparePsql(
            $"""
             \set ON_ERROR_STOP {stops}
             \set VERBOSITY verbose
             INSERT INTO accounts VALUES (3, 3);
             SELECT  nothing
               FROM accounts;
             INSERT INTO accounts VALUES (1, 1);
             BEGIN;
             SELECT 1/0;
             SELECT 2;
             COMMIT;
             SELECT id FROM accounts ORDER BY id;
             """);

        Assert.That(seen[0], Is.EqualTo(stops == "1" ? "3" : "0"));
        Assert.That(seen[2], Does.Contain("42703"));
    }

    [Test]
    public async Task A_script_in_one_transaction_leaves_nothing_when_it_fails()
    {
        _ = await ComparePsql("INSERT INTO accounts VALUES (3, 3);\nINSERT INTO accounts VALUES (1, 1);\n", "-1", "-v", "ON_ERROR_STOP=1");
        List<string> seen = await ComparePsql("SELECT count(*) FROM accounts;\n", "-A", "-t");

        Assert.That(seen[1].Trim(), Is.EqualTo("2"));
    }

    [Test]
    public async Task Cursors_pages_variables_and_savepoints()
    {
        List<string> seen = await ComparePsql(
            """
            \set FETCH_COUNT 2
            SELECT name FROM customers ORDER BY id;
            \set ON_ERROR_ROLLBACK on
            BEGIN;
            INSERT INTO accounts VALUES (3, 3);
            INSERT INTO accounts VALUES (1, 1);
            INSERT INTO accounts VALUES (4, 4);
            COMMIT;
            SELECT count(*) AS total FROM accounts \gset
            \echo total :total
            SELECT 'SELECT ' || id FROM accounts ORDER BY id \gexec
            """);

        Assert.That(seen[1], Does.Contain("total 4"));
    }

    private Task<List<string>> ComparePsql(string script, params string[] arguments) => Compare(async run =>
    {
        (int exitCode, string output, string errors) = await PostgresProgram.RunAsync(run.ConnectionString, "psql", script, ["-X", .. arguments]);
        run.Say(exitCode);
        run.Say(output);
        run.Say(errors);
    });
}
