using System.Buffers.Binary;
using System.Runtime.Versioning;
using Npgsql;
using NUnit.DbGuard.Postgres.Gateway.Virtual;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;
using NUnit.DbGuard.Tests.Postgres.Server;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Faults;

/// <summary>What the fuzzers have found, each by itself.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class FuzzFindTests
{
    private const string LongName = "a_name_that_goes_beyond_what_the_server_keeps_of_any_name_in_its_catalogs";

    private FaultBench _bench = null!;

    [SetUp]
    public void Start() => _bench = new();

    [TearDown]
    public void Stop() => _bench.Dispose();

    [Test]
    public void A_client_that_vanishes_inside_a_long_message_of_COPY_gives_the_session_back()
    {
        _ = _bench.Begin();
        int session = _bench.SharedProcess();
        WireClient copying = _bench.Client();
        copying.Send([Frontend.Query("COPY items FROM STDIN")]);
        Assert.That(copying.Read()?.Type, Is.EqualTo(CopyInResponse.Type));
        byte[] part = new byte[40_000];
        part[0] = CopyData.Type;
        BinaryPrimitives.WriteInt32BigEndian(part.AsSpan(1), 100_000);
        copying.Socket.Send(part);
        copying.Leave();

        Assert.That(_bench.Client().Ask("SELECT id FROM items"), Is.EqualTo(new[] { "1" }));
        Assert.That(_bench.End(), Is.Empty);
        Assert.That(_bench.SharedProcess(), Is.EqualTo(session));
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_statements_name_that_the_server_refuses_does_not_end_the_session()
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        ByteString name = new(new byte[] { 0xDE, (byte)'0' });
        client.Send([Outgoing.Of("Parse", new Parse(name, ByteString.From("SELECT 1"), WireList<ObjectId>.Empty)), Frontend.Sync()]);

        Assert.That(() => client.Ask("SELECT 1"), Throws.InvalidOperationException.With.Message.StartsWith("invalid byte sequence"));
        Assert.That(client.Ask("SELECT 2"), Is.EqualTo(new[] { "2" }));
        Assert.That(_bench.End(), Is.Empty);
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_portals_name_that_the_server_refuses_does_not_end_the_session()
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        ByteString name = new(new byte[] { 0xDE, (byte)'0' });
        client.Ask("BEGIN");
        client.Send(
        [
            Frontend.Parse("SELECT 1"),
            Outgoing.Of("Bind", new Bind(name, ByteString.Empty, WireList<FormatCode>.Empty, WireList<FieldValue>.Empty, WireList<FormatCode>.Empty)),
            Frontend.Sync(),
        ]);

        Assert.That(() => client.Ask("ROLLBACK"), Throws.InvalidOperationException.With.Message.StartsWith("invalid byte sequence"));
        Assert.That(client.Ask("SELECT 2"), Is.EqualTo(new[] { "2" }));
        Assert.That(_bench.End(), Is.Empty);
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_session_that_is_killed_before_a_suites_test_has_done_anything_is_nobodys_loss()
    {
        _bench.AssertNextTestIsClean();
        ServerProcess.Signal("KILL", _bench.SharedProcess());
        _bench.AwaitServer();
        _ = _bench.Begin("the suite");
        _ = _bench.Begin();

        Assert.That(_bench.Client().Ask("SELECT id FROM items"), Is.EqualTo(new[] { "1" }));
        Assert.That(_bench.End(), Is.Empty);
        Assert.That(_bench.End(), Is.Empty);
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_lost_transaction_that_is_tried_again_between_two_tests_of_a_suite_is_not_in_the_next_ones_way()
    {
        _ = _bench.Begin("the suite");
        _ = _bench.Begin("the first test");
        WireClient lost = _bench.Client();
        lost.Ask("BEGIN; INSERT INTO items VALUES (2)");
        Assert.That(_bench.End(), Is.Empty);
        Assert.That(() => lost.Ask("SELECT 1"), Throws.InvalidOperationException.With.Message.StartsWith("current transaction is aborted"));

        _ = _bench.Begin("the second test");
        Assert.That(_bench.Client().Ask("SELECT id FROM items"), Is.EqualTo(new[] { "1" }));
        Assert.That(_bench.End(), Is.Empty);
        Assert.That(_bench.Client().Ask("SELECT id FROM items"), Is.EqualTo(new[] { "1" }));
        Assert.That(_bench.End(), Is.Empty);
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void What_a_client_left_open_that_went_while_a_suites_test_began_is_undone()
    {
        _ = _bench.Begin("the suite");
        WireClient leaving = _bench.Client();
        WireClient copying = _bench.Client();
        leaving.Ask("BEGIN; INSERT INTO items VALUES (2)");
        copying.Send([Frontend.Query("COPY items FROM STDIN")]);
        Assert.That(copying.Read()?.Type, Is.EqualTo(CopyInResponse.Type));
        leaving.Leave();
        Thread beginning = new(() => _bench.Begin()) { IsBackground = true };
        beginning.Start();
        Assert.That(() => _bench.Database.ClientCount, Is.EqualTo(1).Soon());
        copying.Send([Frontend.CopyDone()]);
        Assert.That(beginning.Join(WireClient.ReadLimit), Is.True);

        Assert.That(_bench.Client().Ask("SELECT id FROM items"), Is.EqualTo(new[] { "1" }));

        // On a slow machine the COPY was cancelled.
        Assert.That(_bench.End(), Is.SubsetOf(new[] { "DBG4005" }));
        Assert.That(_bench.End(), Is.Empty);
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_long_group_is_run_before_its_Sync_has_come()
    {
        const int statements = 20, length = 1_000_000;
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        string value = new('x', length);
        for (int statement = 0; statement < statements; statement++)
        {
            client.Send([Frontend.Parse("SELECT length($1)", string.Empty, 25), Frontend.Bind(value), Frontend.Execute()]);
        }

        Assert.That(() => _bench.Database.Turns.Holder, Is.Not.Null.Soon());
        client.Send([Frontend.Sync()]);
        Assert.That(client.ReadResult(), Is.EqualTo(Enumerable.Repeat($"{length}", statements)));
        Assert.That(_bench.End(), Is.Empty);
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void Clients_that_each_ask_for_settings_of_their_own_are_not_all_remembered()
    {
        NpgsqlConnectionStringBuilder direct = new()
        {
            Host = _bench.Direct.Host, Port = _bench.Direct.Port, Username = _bench.Direct.User, Password = _bench.Direct.Password, Database = _bench.Direct.Database,
            SslMode = SslMode.Disable,
        };
        StartSettingsCache cache = new(direct.ConnectionString);
        for (int client = 0; client <= StartSettingsCache.Most; client++)
        {
            ClientSettings found = cache.Find(ClientSettings.Of(ClientSettings.None), [KeyValuePair.Create("work_mem", $"{client + 100}kB")]);
            Assert.That(found.Effective["work_mem"], Is.EqualTo($"{client + 100}kB"));
        }

        Assert.That(cache.Count, Is.InRange(1, StartSettingsCache.Most));
    }

    [TestCase("")]
    [TestCase("p")]
    [TestCase(LongName)]
    public void A_portal_that_another_client_has_bound_is_not_run(string portal)
    {
        _ = _bench.Begin();
        WireClient binding = _bench.Client();
        WireClient other = _bench.Client();
        binding.Ask("BEGIN; INSERT INTO items VALUES (2)");
        binding.Send([Frontend.Parse("COMMIT"), Frontend.BindTo(string.Empty, portal), Frontend.Sync()]);
        Assert.That(binding.Ask("SELECT 1"), Is.EqualTo(new[] { "1" }));

        other.Send([Frontend.Execute(portal), Frontend.Sync()]);

        Assert.That(() => other.Ask("SELECT 1"), Throws.InvalidOperationException.With.Message.EqualTo($"portal \"{portal}\" does not exist"));
        Assert.That(_bench.End(), Is.Empty);
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_COMMIT_is_carried_out_here_also_if_its_portals_name_is_longer_than_the_server_keeps()
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        client.Ask("BEGIN; INSERT INTO items VALUES (2)");
        client.Send([Frontend.Parse("COMMIT"), Frontend.BindTo(string.Empty, LongName), Frontend.Execute(LongName), Frontend.Sync()]);

        Assert.That(client.Ask("SELECT id FROM items"), Is.EqualTo(new[] { "1", "2" }));
        Assert.That(_bench.End(), Is.Empty);
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_statement_that_another_client_has_prepared_is_not_bound_by_more_of_its_name_than_the_server_keeps()
    {
        _ = _bench.Begin();
        WireClient preparing = _bench.Client();
        WireClient other = _bench.Client();
        preparing.Send([Frontend.Parse("COMMIT", LongName), Frontend.Sync()]);
        Assert.That(preparing.Ask("SELECT 1"), Is.EqualTo(new[] { "1" }));

        other.Send([Frontend.BindTo(LongName, string.Empty), Frontend.Execute(string.Empty), Frontend.Sync()]);

        Assert.That(() => other.Ask("SELECT 1"), Throws.InvalidOperationException.With.Message.EqualTo($"prepared statement \"{LongName}\" does not exist"));
        Assert.That(_bench.End(), Is.Empty);
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_portal_that_ended_with_its_block_is_not_run_in_the_next_one_that_has_failed()
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        client.Ask("BEGIN; INSERT INTO items VALUES (2)");
        client.Send([Frontend.Parse("COMMIT"), Frontend.BindTo(string.Empty, "p"), Frontend.Sync()]);
        client.Ask("SAVEPOINT a");
        Assert.That(() => client.Ask("SELECT 1/0"), Throws.InvalidOperationException);
        client.Ask("ROLLBACK");
        client.Ask("BEGIN");
        Assert.That(() => client.Ask("RELEASE nowhere"), Throws.InvalidOperationException);

        client.Send([Frontend.Execute("p"), Frontend.Sync()]);

        Assert.That(() => client.Ask("ROLLBACK"), Throws.InvalidOperationException.With.Message.EqualTo("portal \"p\" does not exist"));
        Assert.That(client.Ask("SELECT id FROM items"), Is.EqualTo(new[] { "1" }));
        Assert.That(_bench.End(), Is.Empty);
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_statement_that_another_client_has_let_go_is_not_run_in_a_block_that_has_failed()
    {
        _ = _bench.Begin();
        WireClient preparing = _bench.Client();
        WireClient failed = _bench.Client();
        preparing.Send([Frontend.Parse("COMMIT", "s"), Frontend.Sync()]);
        Assert.That(preparing.Ask("SELECT 1"), Is.EqualTo(new[] { "1" }));
        failed.Ask("BEGIN; INSERT INTO items VALUES (2)");
        Assert.That(() => failed.Ask("SELECT 1/0"), Throws.InvalidOperationException);
        preparing.Ask("DEALLOCATE ALL");

        failed.Send([Frontend.BindTo("s", string.Empty), Frontend.Execute(string.Empty), Frontend.Sync()]);

        Assert.That(() => failed.Ask("ROLLBACK"), Throws.InvalidOperationException.With.Message.EqualTo("prepared statement \"s\" does not exist"));
        Assert.That(failed.Ask("SELECT id FROM items"), Is.EqualTo(new[] { "1" }));
        Assert.That(_bench.End(), Is.Empty);
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void Tests_that_end_while_their_clients_get_sessions_of_their_own_end_all_the_same()
    {
        for (int round = 0; round < 30; round++)
        {
            _ = _bench.BeginOwn();
            Thread[] clients = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
            {
                using WireClient client = WireClient.Ready(_bench.Gateway);
                for (int query = 0; query < 5; query++)
                {
                    client.Send([Frontend.Query("SELECT 1")]);
                    while (client.Awaited > 0 && client.Read() is not null)
                    {
                    }
                }
            }))];
            Array.ForEach(clients, static client => client.Start());
            _ = clients[round % 4].Join(round);

            Assert.That(_bench.End(), Is.Empty);
            Assert.That(Array.TrueForAll(clients, static client => client.Join(WireClient.ReadLimit)), Is.True);
            _bench.AssertAtRest();
        }

        _bench.AssertNextTestIsClean();
    }
}
