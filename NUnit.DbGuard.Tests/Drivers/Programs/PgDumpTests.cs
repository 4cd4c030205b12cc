using Npgsql;
using NUnit.DbGuard.Tests.Drivers.Base;

namespace NUnit.DbGuard.Tests.Drivers.Programs;

/// <summary>pg_dump of a running test's database gives what a dump of the committed work would.</summary>
public sealed class PgDumpTests : DriverTests
{
    [TestCase("--schema-only")]
    [TestCase("--data-only")]
    [TestCase("--inserts")]
    [TestCase("--column-inserts", "--table=accounts")]
    public async Task The_tests_own_work_is_in_the_dump(params string[] arguments)
    {
        List<string> seen = await Compare(async run =>
        {
            await using (NpgsqlConnection connection = await run.OpenAsync())
            {
                _ = await connection.RunAsync("CREATE TABLE made (id int PRIMARY KEY, content text DEFAULT 'x'); INSERT INTO made VALUES (1), (2)");
                _ = await connection.RunAsync("INSERT INTO accounts VALUES (3, 3)");
                _ = await connection.RunAsync("DELETE FROM orders WHERE customer_id = 2");
                _ = await connection.RunAsync("CREATE VIEW rich AS SELECT * FROM accounts WHERE balance > 50");
            }

            (int exitCode, string output, string errors) = await PostgresProgram.RunAsync(run.ConnectionString, "pg_dump", string.Empty, arguments);
            run.Say(exitCode);
            run.Say(output);
            run.Say(errors);
        });

        Assert.That(seen[0], Is.EqualTo("0"), seen[2]);
        Assert.That(seen[1], Does.Contain("accounts"));
    }
}
