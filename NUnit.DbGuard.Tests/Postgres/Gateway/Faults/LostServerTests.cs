using System.Globalization;
using System.Runtime.Versioning;
using NUnit.DbGuard.Postgres.Gateway;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;
using NUnit.DbGuard.Tests.Postgres.Server;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Faults;

/// <summary>The server, or the session of a test, ends under the test: one clear error, the test fails, the next one is clean.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class LostServerTests
{
    private FaultBench _bench = null!;

    [SetUp]
    public void Start() => _bench = new();

    [TearDown]
    public void Stop() => _bench.Dispose();

    [Test]
    public void A_session_that_is_killed_while_the_test_is_idle_fails_the_test()
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        client.Ask("INSERT INTO items VALUES (2)");

        ServerProcess.Signal("KILL", _bench.SharedProcess());
        _bench.AwaitServer();

        Assert.That(() => client.Ask("SELECT 1"), Throws.InvalidOperationException);
        Assert.That(_bench.End(), Is.EqualTo(new[] { "DBG4003" }));
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_session_that_is_killed_in_the_middle_of_a_statement_fails_the_test()
    {
        GatewayTest test = _bench.Begin();
        WireClient client = _bench.Client();
        client.Send([Frontend.Query("SELECT pg_sleep(60)")]);
        _bench.AwaitStatement("pg_sleep(60)");

        ServerProcess.Signal("KILL", _bench.SharedProcess());

        Assert.That(client.Read()?.Type, Is.EqualTo((byte)'E'));
        Assert.That(client.Read(), Is.Null, "the connection has ended");
        Assert.That(_bench.End(), Is.EqualTo(new[] { "DBG4003" }));
        Assert.That(test.Failures.Single().Message, Does.Contain("the server closed the connection").Or.Contains("reset").Or.Contains("terminating connection because of crash"));
        _bench.AwaitServer();
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_session_that_is_killed_between_two_tests_is_nobodys_loss()
    {
        _bench.AssertNextTestIsClean();

        ServerProcess.Signal("KILL", _bench.SharedProcess());
        _bench.AwaitServer();

        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_server_that_is_killed_fails_the_test_and_the_ones_after_it()
    {
        GatewayTest test = _bench.Begin();
        WireClient client = _bench.Client();
        client.Ask("INSERT INTO items VALUES (2)");

        ServerProcess.Signal("KILL", ServerProcess.Of(_bench.Folder).Select(static process => process.Id));

        Assert.That(() => client.Ask("SELECT 1"), Throws.InvalidOperationException);
        Assert.That(_bench.End(), Is.EqualTo(new[] { "DBG4003" }));
        Assert.That(test.Failures.Single().TestFullName, Is.EqualTo("the test"));

        GatewayTest next = _bench.Begin("the next test");
        Assert.That(() => _bench.Client().Ask("SELECT 1"), Throws.InvalidOperationException.With.Message.StartsWith("DBG4015: "));
        Assert.That(() => client.Ask("SELECT 1"), Throws.InvalidOperationException);
        Assert.That(_bench.End(), Is.EqualTo(new[] { "DBG4015" }), "A test that could not use its database must not pass, whatever it swallows.");
        Assert.That(next.Failures.Single().TestFullName, Is.EqualTo("the next test"));
    }

    [Test]
    public void A_session_that_is_terminated_in_the_middle_of_a_statement_tells_its_client_why()
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        WireClient other = _bench.Client();
        other.Ask("INSERT INTO items VALUES (2)");
        client.Send([Frontend.Query("SELECT pg_sleep(60)")]);
        _bench.AwaitStatement("pg_sleep(60)");

        Terminate(_bench.SharedProcess());

        Assert.That(() => client.Ask("SELECT 1"), Throws.InvalidOperationException.With.Message.EqualTo("terminating connection due to administrator command"));
        Assert.That(() => other.Ask("SELECT 1"), Throws.InvalidOperationException.With.Message.StartsWith("DBG4003: "));
        Assert.That(_bench.End(), Is.EqualTo(new[] { "DBG4003" }));
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_session_that_is_terminated_between_two_groups_tells_the_next_client_why()
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        client.Ask("INSERT INTO items VALUES (2)");

        Terminate(_bench.SharedProcess());

        Assert.That(() => client.Ask("SELECT 1"), Throws.InvalidOperationException.With.Message.EqualTo("terminating connection due to administrator command"));
        Assert.That(_bench.End(), Is.EqualTo(new[] { "DBG4003" }));
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_session_that_is_terminated_when_the_test_does_nothing_more_is_not_missed()
    {
        _ = _bench.Begin();
        _bench.Client().Ask("INSERT INTO items VALUES (2)");

        Terminate(_bench.SharedProcess());

        Assert.That(_bench.End(), Is.Empty);
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_session_that_is_terminated_between_two_tests_is_nobodys_loss()
    {
        _bench.AssertNextTestIsClean();

        Terminate(_bench.SharedProcess());

        _bench.AssertNextTestIsClean();
    }

    private void Terminate(int process)
    {
        using WireClient outside = _bench.Outside();
        Assert.That(outside.Ask($"SELECT pg_terminate_backend({process.ToString(CultureInfo.InvariantCulture)}, 10000)"), Is.EqualTo(new[] { "t" }));
    }
}
