using System.Runtime.Versioning;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Faults;

/// <summary>Whose a temporary table is, from one test to the next on top of a suite's work.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class TemporaryTableTests
{
    private FaultBench _bench = null!;

    [SetUp]
    public void Start() => _bench = new();

    [TearDown]
    public void Stop() => _bench.Dispose();

    [Test]
    public void A_client_that_made_one_in_an_earlier_test_does_not_drop_anothers_of_that_name()
    {
        _ = _bench.Begin("the suite");
        using WireClient earlier = _bench.Client();
        using WireClient later = _bench.Client();
        earlier.Ask("INSERT INTO items VALUES (2)");
        _ = _bench.Begin("one test");
        earlier.Ask("CREATE TEMP TABLE made (id int)");
        Assert.That(_bench.End(), Is.Empty);
        _ = _bench.Begin("another test");
        later.Ask("CREATE TEMP TABLE made (id int); INSERT INTO made VALUES (7)");

        earlier.Ask("DISCARD ALL");

        Assert.That(later.Ask("SELECT id FROM made"), Is.EqualTo(new[] { "7" }));
        Assert.That(_bench.End(), Is.Empty);
        Assert.That(_bench.End(), Is.Empty);
    }

    [Test]
    public void The_suites_are_its_clients_in_every_test()
    {
        _ = _bench.Begin("the suite");
        using WireClient client = _bench.Client();
        client.Ask("CREATE TEMP TABLE made (id int)");
        _ = _bench.Begin("one test");
        client.Ask("CREATE TEMP TABLE more (id int)");
        Assert.That(_bench.End(), Is.Empty);
        _ = _bench.Begin("another test");

        client.Ask("DISCARD TEMP");

        Assert.That(client.Ask("SELECT concat_ws(' ', to_regclass('pg_temp.made'), to_regclass('pg_temp.more'))"), Is.EqualTo(new[] { string.Empty }));
        Assert.That(_bench.End(), Is.Empty);
        Assert.That(client.Ask("SELECT to_regclass('pg_temp.made')"), Is.EqualTo(new[] { "made" }));
        Assert.That(_bench.End(), Is.Empty);
    }
}
