using System.Diagnostics;
using System.Runtime.Versioning;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Postgres.Gateway;
using NUnit.DbGuard.Tests.Postgres.Gateway.Faults;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

namespace NUnit.DbGuard.Tests.Fuzz;

/// <summary>Clients that do in order what is legal and what is not, while tests and suites begin and end around them.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class StateMachineFuzzTests
{
    private const string OwnDatabase = "own";

    private static readonly string[] s_expected = ["DBG4001", "DBG4002", "DBG4004", "DBG4005", "DBG4008", "DBG4012"];

    [Test]
    public void Each_group_is_answered_once_whatever_it_is_and_whenever_its_test_ends()
    {
        using FuzzRun run = new();
        using FaultBench bench = new();
        using (WireClient owner = bench.Outside())
        {
            owner.Ask($"CREATE DATABASE {OwnDatabase}");
        }

        using (WireClient owner = WireClient.Ready(bench.Direct with { Database = OwnDatabase }))
        {
            owner.Ask("CREATE TABLE items (id integer PRIMARY KEY); INSERT INTO items VALUES (1)");
        }

        List<string> baseline = DatabaseDump.Of(bench.Direct);
        run.Play(random => Round(random, run, bench, baseline));
    }

    private static void Round(Random random, FuzzRun run, FaultBench bench, List<string> baseline)
    {
        List<GatewayTest> tests = [];
        int[] seeds = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next())];
        bool isInSuite = random.Next(3) == 0;
        StateClient[] clients = [.. seeds.Select(seed => new StateClient(bench.Gateway, seed, run, mayHaveOwnSession: !isInSuite))];
        Thread[] threads = [.. clients.Select(static client => new Thread(client.Play) { IsBackground = true, Name = "client" })];
        if (isInSuite)
        {
            tests.Add(bench.Begin("the suite"));
        }

        Array.ForEach(threads, static thread => thread.Start());
        long begin = Stopwatch.GetTimestamp();
        while (!Array.TrueForAll(threads, static thread => thread.Join(1)))
        {
            Assert.That(Stopwatch.GetElapsedTime(begin), Is.LessThan(10 * WireClient.ReadLimit), "clients that do not come to their end");
            try
            {
                tests.Add(!isInSuite && random.Next(3) == 0 ? bench.BeginOwn(OwnDatabase) : bench.Begin());
            }
            catch (DatabaseIsolationException open) when (isInSuite)
            {
                // A test cannot begin on top of a suite's open transaction.
                run.Count($"tests refused with {open.Code}");
                continue;
            }

            run.Count("tests");
            bool isLong = random.Next(2) == 0;
            _ = threads[0].Join(random.Next(isLong ? 300 : 20));
            _ = bench.End();
        }

        if (isInSuite)
        {
            _ = bench.End();
        }

        tests.ForEach(test => Array.ForEach([.. test.Failures], failure => run.Count($"tests failed with {failure.Code}")));
        Assert.That(clients.Select(static client => client.Complaint).OfType<string>(), Is.Empty);
        string[] failures = [.. tests.SelectMany(static (test, number) => test.Failures.Select(failure => $"{number} {test.Name}: {failure.Message}"))];
        bool isExpected = tests.SelectMany(static test => test.Failures).All(IsExpected);
        Assert.That(isExpected, Is.True, string.Join('\n', failures));
        bench.AssertAtRest();
        bench.AssertNextTestIsClean();
        bench.CloseClients();
        EndPrepared(bench);
        Assert.That(DatabaseDump.Of(bench.Direct), Is.EqualTo(baseline));
    }

    // A cancel request that meets the gateway's own statements ends the session: that is loud, and the next test is clean.
    private static bool IsExpected(DatabaseIsolationException failure) => s_expected.Contains(failure.Code)
        || (failure.Code == "DBG4003" && failure.Message.Contains("canceling statement due to user request", StringComparison.Ordinal));

    // On a session of its own a client may prepare a transaction, which outlives its test.
    private static void EndPrepared(FaultBench bench)
    {
        using WireClient owner = WireClient.Ready(bench.Direct with { Database = OwnDatabase });
        foreach (string prepared in owner.Ask("SELECT format('ROLLBACK PREPARED %L', gid) FROM pg_prepared_xacts WHERE database = current_database()"))
        {
            owner.Ask(prepared);
        }
    }
}
