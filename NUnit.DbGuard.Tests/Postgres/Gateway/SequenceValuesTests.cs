using System.Runtime.Versioning;
using NUnit.DbGuard.Tests.Postgres.Gateway.Faults;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

namespace NUnit.DbGuard.Tests.Postgres.Gateway;

/// <summary>Sequences whose baseline says in one way or another where they go on.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SequenceValuesTests
{
    private const string Next = "SELECT concat_ws(' ', nextval('fresh'), nextval('\"Of a Seed\"'), nextval('restarted'), nextval('used'), nextval('called'))";

    private const string Expected = "3 100 40 2 8";

    private FaultBench _bench = null!;

    [SetUp]
    public void Start()
    {
        _bench = new();
        using WireClient owner = _bench.Outside();
        owner.Ask("CREATE SEQUENCE fresh START 3; CREATE SEQUENCE \"Of a Seed\"; CREATE SEQUENCE restarted; CREATE SEQUENCE used; CREATE SEQUENCE called");
        owner.Ask("SELECT setval('\"Of a Seed\"', 100, false)");
        owner.Ask("ALTER SEQUENCE restarted RESTART WITH 40");
        owner.Ask("SELECT nextval('used')");
        owner.Ask("SELECT setval('called', 7)");
        _bench.Database.Prepare();
    }

    [TearDown]
    public void Stop() => _bench.Dispose();

    [Test]
    public void They_go_on_there_again_when_they_are_put_back()
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        Assert.That(client.Ask(Next), Is.EqualTo(new[] { Expected }));
        client.Ask(Next);
        Assert.That(_bench.End(), Is.Empty);

        Assert.That(_bench.Database.RestoreSequences(), Is.True);

        using WireClient outside = _bench.Outside();
        Assert.That(outside.Ask(Next), Is.EqualTo(new[] { Expected }));
    }
}
