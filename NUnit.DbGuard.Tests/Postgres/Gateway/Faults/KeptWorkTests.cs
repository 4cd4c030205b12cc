using System.Runtime.Versioning;
using NUnit.DbGuard.Postgres.Gateway;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;
using NUnit.DbGuard.Tests.Postgres.Server;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Faults;

/// <summary>A test's work is to be kept, and cannot be, or nobody knows: within the limits, one line says so, and the next test is clean.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class KeptWorkTests
{
    private const string NotKept = "NUnit.DbGuard: database 'postgres': what 'the test' has left in it is not kept: ";

    private readonly ManualResetEventSlim _open = new(initialState: false);
    private readonly List<string> _kept = [];
    private FaultBench _bench = null!;
    private volatile bool _isSilent;
    private volatile bool _cuts;

    [SetUp]
    public void Start()
    {
        _isSilent = false;
        _cuts = false;
        _open.Reset();
        _kept.Clear();
        _bench = new(detour: server => new Relay(server, static () => null, Filter));
    }

    [TearDown]
    public void Stop()
    {
        _open.Set();
        _bench.Dispose();
    }

    [OneTimeTearDown]
    public void Close() => _open.Dispose();

    [Test]
    public void A_commit_whose_answer_is_lost_is_kept_as_it_may_be()
    {
        GatewayTest test = _bench.Begin();
        _bench.Client().Ask("INSERT INTO items VALUES (2)");
        _cuts = true;

        Assert.That(_bench.End(Keep), Is.Empty);

        Assert.That(_kept, Is.EqualTo(["1 2"]));
        Assert.That(
            test.Notes,
            Is.EqualTo(
            [
                "NUnit.DbGuard: database 'postgres': the commit of what 'the test' has left in it was not confirmed, so it may be missing from what is kept: the server closed the connection without a word",
                "kept",
            ]));
        _cuts = false;
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_commit_that_is_not_answered_is_given_up_and_kept_as_it_may_be()
    {
        GatewayTest test = _bench.Begin();
        _bench.Client().Ask("INSERT INTO items VALUES (2)");
        _isSilent = true;

        Assert.That(_bench.End(Keep), Is.Empty);

        Assert.That(test.Notes, Has.Count.EqualTo(2));
        Assert.That(test.Notes[0], Does.EndWith("was not confirmed, so it may be missing from what is kept: the server did not answer within 1 s"));
        _isSilent = false;
        _open.Set();
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void What_is_deferred_to_the_commit_and_does_not_end_is_given_up()
    {
        GatewayTest test = _bench.Begin();
        _bench.Client().Ask(
            """
            CREATE FUNCTION sleep() RETURNS trigger AS $$ BEGIN PERFORM pg_sleep(60); RETURN NULL; END $$ LANGUAGE plpgsql;
            CREATE CONSTRAINT TRIGGER sleeps AFTER INSERT ON items DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION sleep()
            """);
        _bench.Client().Ask("BEGIN; INSERT INTO items VALUES (2)");

        Assert.That(_bench.End(Keep), Is.Empty);

        Assert.That(_kept, Is.Empty);
        Assert.That(test.Notes, Has.One.EqualTo($"{NotKept}its work could not be committed: the server did not answer within 1 s"));
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_transaction_that_had_failed_is_not_kept_and_what_was_committed_is()
    {
        GatewayTest test = _bench.Begin();
        _bench.Client().Ask("INSERT INTO items VALUES (2)");
        WireClient client = _bench.Client();
        client.Ask("BEGIN; INSERT INTO items VALUES (3); SAVEPOINT later; INSERT INTO items VALUES (4)");
        client.Send([Frontend.Query("INSERT INTO items VALUES (1)")]);
        Assert.That(client.StateOfNextError(), Is.EqualTo("23505"));
        Assert.That(client.Read()?.Type, Is.EqualTo(ReadyForQuery.Type));

        Assert.That(_bench.End(Keep), Is.Empty);

        Assert.That(_kept, Is.EqualTo(["1 2"]));
        Assert.That(test.Notes, Has.One.EqualTo("NUnit.DbGuard: database 'postgres': a transaction that 'the test' left open had failed, so it is not in what is kept."));
        Assert.That(test.Notes[^1], Is.EqualTo("kept"));
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_transaction_that_was_left_open_is_kept()
    {
        _ = _bench.Begin();
        _bench.Client().Ask("BEGIN; INSERT INTO items VALUES (2)");

        Assert.That(_bench.End(Keep), Is.Empty);

        Assert.That(_kept, Is.EqualTo(["1 2"]));
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void Work_that_was_lost_with_its_session_is_not_kept()
    {
        GatewayTest test = _bench.Begin();
        WireClient client = _bench.Client();
        client.Ask("INSERT INTO items VALUES (2)");
        EndSession();

        Assert.That(() => client.Ask("SELECT 1"), Throws.InvalidOperationException);
        Assert.That(_bench.End(Keep), Is.EqualTo(["DBG4003"]));

        Assert.That(test.Notes, Is.EqualTo([$"{NotKept}its server session has ended, and its work with it"]));
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void Work_whose_session_is_found_to_be_gone_at_the_end_is_not_kept()
    {
        GatewayTest test = _bench.Begin();
        _bench.Client().Ask("INSERT INTO items VALUES (2)");
        EndSession();

        Assert.That(_bench.CountSessions, Is.EqualTo("0").Soon());
        Assert.That(_bench.End(Keep), Is.Empty);

        Assert.That(test.Notes.Single(), Does.StartWith($"{NotKept}its work could not be committed: terminating connection due to administrator command"));
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_test_that_has_done_nothing_says_so()
    {
        GatewayTest test = _bench.Begin();

        Assert.That(_bench.End(Keep), Is.Empty);

        Assert.That(test.Notes, Is.EqualTo([$"{NotKept}it has done nothing there"]));
        _bench.AssertNextTestIsClean();
    }

    private void EndSession()
    {
        int process = _bench.SharedProcess();
        using WireClient outside = _bench.Outside();
        outside.Ask($"SELECT pg_terminate_backend({process})");
    }

    // Reads what is there, and puts the baseline in its place.
    private string Keep(string test)
    {
        Assert.That(test, Is.EqualTo("the test"));
        using WireClient outside = _bench.Outside();
        Assert.That(() => outside.Ask("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() AND backend_type = 'client backend'").Single(), Is.EqualTo("0").Soon());
        _kept.Add(outside.Ask("SELECT string_agg(id::text, ' ' ORDER BY id) FROM items").Single());
        outside.Ask("DELETE FROM items WHERE id > 1");
        return "kept";
    }

    // The tag of a COMMIT comes from the server only where a test's work is kept.
    private Relay.Filter Filter() => (bytes, write) =>
    {
        if (bytes.Span.IndexOf("COMMIT\0"u8) >= 0)
        {
            if (_cuts)
            {
                throw new IOException("cut");
            }

            if (_isSilent)
            {
                _ = _open.Wait(3 * WireClient.ReadLimit);
            }
        }

        write(bytes);
    };
}
