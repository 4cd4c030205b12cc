using Npgsql;
using NUnit.DbGuard.Tests.Drivers.Base;

namespace NUnit.DbGuard.Tests.Drivers.Programs;

/// <summary>pgbench, whose clients are in transactions at the same time.</summary>
public sealed class PgBenchTests : DriverTests
{
    [Test]
    public async Task Its_tables_are_made_and_its_transactions_run([Values("simple", "extended", "prepared")] string mode, [Values(1, 4)] int clients)
    {
        DriverRun run = Through();
        (int exitCode, string output, string errors) = await PostgresProgram.RunAsync(run.ConnectionString, "pgbench", string.Empty, "-i", "-I", "dtgpf", "-s", "1", "-q");
        Assert.That(exitCode, Is.Zero, output + errors);

        (exitCode, output, errors) = await PostgresProgram.RunAsync(run.ConnectionString, "pgbench", string.Empty, "-n", "-M", mode, "-c", $"{clients}", "-j", "1", "-t", $"{60 / clients}");

        Assert.That(exitCode, Is.Zero, output + errors);
        Assert.That(output, Does.Contain("number of transactions actually processed: 60/60"));
        TestContext.Out.WriteLine(output);
        await using NpgsqlConnection connection = await run.OpenAsync();
        Assert.That(await connection.CountAsync("pgbench_history"), Is.EqualTo(60));
        Assert.That(await connection.AskAsync("SELECT (SELECT sum(abalance) FROM pgbench_accounts) = (SELECT sum(delta) FROM pgbench_history)"), Is.True);
        Assert.That(await connection.AskAsync("SELECT (SELECT sum(tbalance) FROM pgbench_tellers) = (SELECT sum(bbalance) FROM pgbench_branches)"), Is.True);
    }
}
