using System.Runtime.Versioning;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;
using NUnit.DbGuard.Tests.Postgres.Server;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Faults;

/// <summary>A server that falls silent, or says nonsense, while a session is being opened.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SilentServerTests
{
    // The first is Npgsql's; then come those of the gateway's own preparations.
    private const int ReadyWhenOpen = 3;

    private readonly ManualResetEventSlim _open = new(initialState: true);
    private Relay _relay = null!;
    private FaultBench _bench = null!;
    private volatile bool _isSilent;
    private volatile bool _isNonsense;
    private volatile int _silentAfter;

    [SetUp]
    public void Start()
    {
        _isSilent = false;
        _isNonsense = false;
        _silentAfter = 1;
        _open.Set();
        _bench = new(detour: server => _relay = new Relay(server, static () => null, Filter), timeout: 2);
    }

    [TearDown]
    public void Stop()
    {
        _isSilent = false;
        _open.Set();
        _bench.Dispose();
    }

    [OneTimeTearDown]
    public void Close() => _open.Dispose();

    [Test]
    public void A_session_that_does_not_get_ready_fails_the_test_within_the_connection_strings_limit()
    {
        _relay.CutAll();
        FallSilent();
        _ = _bench.Begin();

        // The client is only told when it asks: what the server reports of itself is known.
        Assert.That(() => _bench.Client().Ask("SELECT 1"), Throws.InvalidOperationException.With.Message.StartsWith("DBG4015: "));
        Assert.That(_bench.End(), Is.EqualTo(new[] { "DBG4015" }));
        SpeakAgain();
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_rollback_at_a_tests_end_that_is_not_answered_holds_the_next_test_no_longer_than_the_connection_strings_limit()
    {
        _ = _bench.Begin();
        _bench.Client().Ask("INSERT INTO items VALUES (2)");
        FallSilent();
        Assert.That(_bench.End(), Is.Empty);

        _ = _bench.Begin("the next test");
        Assert.That(() => _bench.Client().Ask("SELECT 1"), Throws.InvalidOperationException.With.Message.StartsWith("DBG4015: "));
        Assert.That(_bench.End(), Is.EqualTo(new[] { "DBG4015" }));
        SpeakAgain();
        _bench.AssertNextTestIsClean();
    }

    /// <summary>The session on which they are tried falls silent when it is opened, or later: when the first of them is set.</summary>
    [Test]
    public void A_client_whose_settings_cannot_be_tried_fails_the_test_within_the_connection_strings_limit([Values(1, ReadyWhenOpen)] int silentAfter)
    {
        _ = _bench.Begin();
        _silentAfter = silentAfter;
        FallSilent();

        Assert.That(() => _bench.Client(KeyValuePair.Create("client_encoding", "LATIN1")), Throws.InvalidOperationException.With.Message.StartsWith("DBG4015: "));
        Assert.That(_bench.End(), Is.EqualTo(new[] { "DBG4015" }));
        SpeakAgain();
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void An_own_session_that_does_not_get_ready_fails_the_test_within_the_connection_strings_limit()
    {
        WireClient client = ClientWithSetting();
        _ = _bench.BeginOwn();
        FallSilent();

        Assert.That(() => client.Ask("SELECT 1"), Throws.InvalidOperationException.With.Message.StartsWith("DBG4015: "));
        Assert.That(_bench.End(), Is.EqualTo(new[] { "DBG4015" }));
        SpeakAgain();
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_test_that_has_ended_does_not_pass_its_failed_opening_on_to_the_next()
    {
        WireClient client = ClientWithSetting();
        _ = _bench.BeginOwn();
        FallSilent();
        client.Send([Frontend.Query("SELECT 1")]);
        Assert.That(_bench.CountSessions, Is.EqualTo("2").Soon());
        Assert.That(_bench.End(), Is.Empty);

        _ = _bench.Begin("the next test");
        Assert.That(_bench.CountSessions, Is.EqualTo("1").Soon());
        SpeakAgain();
        while (client.Awaited > 0 && client.Read() is not null)
        {
        }

        Assert.That(_bench.Client().Ask("SELECT id FROM items"), Is.EqualTo(new[] { "1" }));
        Assert.That(_bench.End(), Is.Empty);
    }

    [Test]
    public void A_session_that_gets_ready_when_its_test_has_ended_is_not_used()
    {
        WireClient client = ClientWithSetting();
        _ = _bench.BeginOwn();
        FallSilent();
        client.Send([Frontend.Query("INSERT INTO items VALUES (2)")]);
        Assert.That(_bench.CountSessions, Is.EqualTo("2").Soon());
        Assert.That(_bench.End(), Is.Empty);

        SpeakAgain();

        Assert.That(client.StateOfNextError(), Is.EqualTo("42501"));
        Assert.That(_bench.CountSessions, Is.EqualTo("1").Soon());
        using WireClient outside = _bench.Outside();
        Assert.That(outside.Ask("SELECT id FROM items"), Is.EqualTo(new[] { "1" }));
    }

    [Test]
    public void A_server_that_says_what_Npgsql_does_not_understand_is_named_as_the_cause()
    {
        _relay.CutAll();
        _isNonsense = true;
        _ = _bench.Begin();

        Assert.That(() => _bench.Client().Ask("SELECT 1"), Throws.InvalidOperationException.With.Message.StartsWith("DBG4015: "));
        Assert.That(_bench.End(), Is.EqualTo(new[] { "DBG4015" }));
        _isNonsense = false;
        _bench.AssertNextTestIsClean();
    }

    // What it has set is set again on a session of its own before that is ready.
    private WireClient ClientWithSetting()
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        client.Ask("SET work_mem = '2MB'");
        Assert.That(_bench.End(), Is.Empty);
        return client;
    }

    private void FallSilent()
    {
        _open.Reset();
        _isSilent = true;
    }

    private void SpeakAgain()
    {
        _isSilent = false;
        _open.Set();
    }

    // Silent from behind the first ReadyForQuery on, or a later one, of each connection that is made from now on.
    private Relay.Filter Filter()
    {
        int ready = 0;
        return (bytes, write) =>
        {
            if (ready >= _silentAfter && _isSilent)
            {
                _ = _open.Wait(3 * WireClient.ReadLimit);
            }

            byte[] said = bytes.ToArray();
            if (_isNonsense && said[0] == AuthenticationSASLContinue.Type && ready == 0 && said.Length > 20 && said[8] == AuthenticationSASLContinue.Code)
            {
                said[^1] = 0xFF;
            }

            write(said);
            ready += said.AsSpan().Count("Z\0\0\0\x05I"u8);
        };
    }
}
