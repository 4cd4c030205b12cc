using System.Globalization;
using System.Net.Sockets;
using System.Runtime.Versioning;
using NUnit.DbGuard.Postgres.Gateway;
using NUnit.DbGuard.Postgres.Gateway.Virtual;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Tests.Postgres.Gateway.Faults;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;
using NUnit.DbGuard.Tests.Postgres.Server;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Own;

/// <summary>Connections that outlive tests in which all clients share a session, and tests in which each has one of its own.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class OwnSessionTests
{
    private const string LongName = "a_name_that_goes_beyond_what_the_server_keeps_of_any_name_in_its_catalogs";

    private FaultBench _bench = null!;

    [SetUp]
    public void Start() => _bench = new();

    [TearDown]
    public void Stop() => _bench.Dispose();

    [Test]
    public void Commits_are_real_and_seen_from_outside()
    {
        _ = _bench.BeginOwn();
        WireClient client = _bench.Client();

        client.Ask("INSERT INTO items VALUES (2)");

        using WireClient outside = _bench.Outside();
        Assert.That(outside.Ask("SELECT count(*) FROM items").Single(), Is.EqualTo("2"));
        Assert.That(_bench.End(), Is.Empty);
    }

    [Test]
    public void Two_clients_lock_rows_against_each_other()
    {
        _ = _bench.BeginOwn();
        WireClient first = _bench.Client();
        WireClient second = _bench.Client();
        first.Ask("BEGIN; SELECT * FROM items FOR UPDATE");

        Assert.That(() => second.Ask("SELECT * FROM items FOR UPDATE NOWAIT"), Throws.InvalidOperationException.With.Message.Contains("could not obtain lock"));

        first.Ask("COMMIT");
        Assert.That(_bench.End(), Is.Empty);
    }

    [Test]
    public void A_connection_goes_from_the_one_kind_of_test_to_the_other_and_back()
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        client.Ask("INSERT INTO items VALUES (2)");
        Assert.That(_bench.End(), Is.Empty);

        _ = _bench.BeginOwn();
        Assert.That(client.Ask("SELECT id FROM items"), Is.EqualTo(new[] { "1" }));
        client.Ask("INSERT INTO items VALUES (3)");
        Assert.That(_bench.End(), Is.Empty);

        _ = _bench.Begin();
        client.Ask("INSERT INTO items VALUES (4)");
        Assert.That(client.Ask("SELECT id FROM items"), Is.EqualTo(new[] { "1", "3", "4" }));
        Assert.That(_bench.End(), Is.Empty);

        _ = _bench.BeginOwn();
        Assert.That(client.Ask("SELECT id FROM items"), Is.EqualTo(new[] { "1", "3" }));
        Assert.That(_bench.End(), Is.Empty);
    }

    [Test]
    public void Its_sessions_end_with_the_test()
    {
        _ = _bench.BeginOwn();
        WireClient[] clients = [_bench.Client(), _bench.Client(), _bench.Client()];
        Assert.That(clients.Select(static client => client.Ask("SELECT 1").Single()), Has.Exactly(3).Items);
        Assert.That(_bench.CountSessions(), Is.EqualTo("4"), "the shared one, and three");

        Assert.That(_bench.End(), Is.Empty);

        Assert.That(_bench.CountSessions(), Is.EqualTo("1"));
    }

    [Test]
    public void A_client_that_connects_in_the_test_is_told_the_number_of_its_server_process()
    {
        _ = _bench.BeginOwn();
        WireClient client = _bench.Client();

        Assert.That(client.Ask("SELECT pg_backend_pid()").Single(), Is.EqualTo($"{client.ProcessId}"));

        Assert.That(_bench.End(), Is.Empty);
    }

    [Test]
    public void A_cancel_request_reaches_the_session([Values] bool connectsBefore)
    {
        _ = connectsBefore ? _bench.Begin() : _bench.BeginOwn();
        WireClient client = _bench.Client();
        if (connectsBefore)
        {
            Assert.That(_bench.End(), Is.Empty);
            _ = _bench.BeginOwn();
        }

        client.Send([Frontend.Query("SELECT pg_sleep(60)")]);
        _bench.AwaitStatement("pg_sleep(60)");
        client.Cancel();

        Assert.That(client.StateOfNextError(), Is.EqualTo("57014"));
        Assert.That(client.Read()?.Type, Is.EqualTo(ReadyForQuery.Type));
        Assert.That(_bench.End(), Is.Empty);
    }

    /// <summary>A server that is asked while the session is idle does nothing, so the gateway must not ask it again later.</summary>
    [Test]
    public void A_cancel_request_for_which_nothing_runs_does_not_hit_what_comes_next()
    {
        _ = _bench.BeginOwn();
        WireClient client = _bench.Client();
        using WireClient request = new(_bench.Gateway);
        request.Send([Outgoing.Of("CancelRequest", new CancelRequest(client.ProcessId, client.SecretKey))]);

        // Closed when the request has been dealt with; if that takes longer, the next statement runs meanwhile.
        _ = request.Socket.Poll(ClientSession.CancelPause / 2, SelectMode.SelectRead);
        client.Send([Frontend.Query($"SELECT 2 FROM pg_sleep({(3 * ClientSession.CancelPause.TotalSeconds).ToString(CultureInfo.InvariantCulture)})")]);

        Assert.That(client.ReadResult(), Is.EqualTo(new[] { "2" }));
        Assert.That(_bench.End(), Is.Empty);
    }

    [Test]
    public void What_was_prepared_before_can_be_run()
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        WireClient other = _bench.Client();
        Types(client, Frontend.Parse("SELECT id + 10 FROM items", "s"), Frontend.Sync());
        Types(other, Frontend.Parse("SELECT id + 20 FROM items", "s"), Frontend.Sync());
        client.Ask("PREPARE q AS SELECT id + 30 FROM items");
        Assert.That(_bench.End(), Is.Empty);

        _ = _bench.BeginOwn();

        Assert.That(Row(client, Frontend.BindTo("s", string.Empty), Frontend.Execute(), Frontend.Sync()), Is.EqualTo("11"));
        Assert.That(Row(other, Frontend.BindTo("s", string.Empty), Frontend.Execute(), Frontend.Sync()), Is.EqualTo("21"));
        Assert.That(client.Ask("EXECUTE q"), Is.EqualTo(new[] { "31" }));
        Assert.That(_bench.End(), Is.Empty);
    }

    [Test]
    public void What_was_prepared_in_it_can_be_run_afterwards()
    {
        _ = _bench.BeginOwn();
        WireClient client = _bench.Client();
        Types(client, Frontend.Parse("SELECT id + 10 FROM items", "s"), Frontend.Sync());
        Assert.That(_bench.End(), Is.Empty);

        _ = _bench.Begin();
        Assert.That(Row(client, Frontend.BindTo("s", string.Empty), Frontend.Execute(), Frontend.Sync()), Is.EqualTo("11"));
        Assert.That(_bench.End(), Is.Empty);

        _ = _bench.BeginOwn();
        Assert.That(Row(client, Frontend.BindTo("s", string.Empty), Frontend.Execute(), Frontend.Sync()), Is.EqualTo("11"));
        Assert.That(_bench.End(), Is.Empty);
    }

    [Test]
    public void What_was_prepared_in_it_goes_by_what_the_server_keeps_of_its_name()
    {
        _ = _bench.BeginOwn();
        WireClient client = _bench.Client();
        Types(client, Frontend.Parse("SELECT id + 10 FROM items", LongName), Frontend.Sync());
        Assert.That(_bench.End(), Is.Empty);
        _ = _bench.Begin();
        Assert.That(Row(client, Frontend.BindTo(LongName, string.Empty), Frontend.Execute(), Frontend.Sync()), Is.EqualTo("11"));

        client.Send([Frontend.Parse("SELECT 1", LongName), Frontend.Sync()]);

        Assert.That(client.StateOfNextError(), Is.EqualTo("42P05"), "there is one of that name");
        Assert.That(client.Read()?.Type, Is.EqualTo(ReadyForQuery.Type));
        Assert.That(_bench.End(), Is.Empty);
        _ = _bench.BeginOwn();
        Assert.That(Row(client, Frontend.BindTo(LongName, string.Empty), Frontend.Execute(), Frontend.Sync()), Is.EqualTo("11"));
        client.Ask($"DEALLOCATE {LongName}");
        Assert.That(_bench.End(), Is.Empty);
        _ = _bench.Begin();
        client.Send([Frontend.BindTo(LongName, string.Empty), Frontend.Sync()]);
        Assert.That(client.StateOfNextError(), Is.EqualTo("26000"));
        Assert.That(client.Read()?.Type, Is.EqualTo(ReadyForQuery.Type));
        Assert.That(_bench.End(), Is.Empty);
    }

    [Test]
    public void What_was_closed_in_it_is_gone_and_its_name_is_free([Values("Close", "DEALLOCATE s", "DEALLOCATE ALL", "DISCARD ALL")] string how)
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        Types(client, Frontend.Parse("SELECT id + 10 FROM items", "s"), Frontend.Sync());
        Assert.That(_bench.End(), Is.Empty);
        _ = _bench.BeginOwn();
        Types(client, how == "Close" ? [Frontend.CloseStatement("s"), Frontend.Sync()] : [Frontend.Query(how)]);
        Assert.That(_bench.End(), Is.Empty);

        _ = _bench.Begin();

        client.Send([Frontend.BindTo("s", string.Empty), Frontend.Execute(), Frontend.Sync()]);
        Assert.That(client.StateOfNextError(), Is.EqualTo("26000"));
        Assert.That(client.Read()?.Type, Is.EqualTo(ReadyForQuery.Type));
        Assert.That(
            Row(client, Frontend.Parse("SELECT id + 20 FROM items", "s"), Frontend.BindTo("s", string.Empty), Frontend.Execute(), Frontend.Sync()), Is.EqualTo("21"));
        Assert.That(_bench.End(), Is.Empty);
    }

    [Test]
    public void A_statement_whose_table_is_not_there_fails_when_it_is_run_and_works_again_where_there_is_one()
    {
        using (WireClient outside = _bench.Outside())
        {
            outside.Ask("CREATE DATABASE empty");
        }

        _ = _bench.Begin();
        WireClient client = _bench.Client();
        Types(client, Frontend.Parse("SELECT id + 10 FROM items", "s"), Frontend.Parse("SELECT 5", "t"), Frontend.Sync());
        Assert.That(_bench.End(), Is.Empty);

        _ = _bench.BeginOwn("empty");
        Assert.That(Row(client, Frontend.BindTo("t", string.Empty), Frontend.Execute(), Frontend.Sync()), Is.EqualTo("5"));
        client.Send([Frontend.BindTo("s", string.Empty), Frontend.Execute(), Frontend.Sync()]);
        Assert.That(client.StateOfNextError(), Is.EqualTo("42P01"));
        Assert.That(client.Read()?.Type, Is.EqualTo(ReadyForQuery.Type));
        client.Ask("CREATE TABLE items (id integer); INSERT INTO items VALUES (5)");
        Assert.That(Types(client, Frontend.BindTo("s", string.Empty), Frontend.Execute(), Frontend.Sync()), Is.EqualTo("2DCZ"), "what was prepared again, the client did not ask for");
        Assert.That(_bench.End(), Is.Empty);

        _ = _bench.Begin();
        Assert.That(Row(client, Frontend.BindTo("s", string.Empty), Frontend.Execute(), Frontend.Sync()), Is.EqualTo("11"));
        Assert.That(_bench.End(), Is.Empty);
    }

    [Test]
    public void Settings_come_along_and_those_of_the_test_end_with_it()
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client(KeyValuePair.Create("options", @"-c work_mem=2MB -c search_path=a\ ,public"));
        client.Ask(@"SET TimeZone = 'Etc/GMT+3'; SET my.path = E'it''s \\ here'");
        Assert.That(_bench.End(), Is.Empty);

        _ = _bench.BeginOwn();
        Assert.That(Show(client), Is.EqualTo(@"2MB|a ,public|Etc/GMT+3|it's \ here"));
        client.Ask("SET work_mem = '3MB'; SET TimeZone = 'Etc/GMT+4'");
        client.Ask("RESET work_mem");
        Assert.That(Show(client), Is.EqualTo(@"2MB|a ,public|Etc/GMT+4|it's \ here"), "RESET goes back to what the client connected with");
        Assert.That(_bench.End(), Is.Empty);

        _ = _bench.Begin();
        Assert.That(Types(client, Frontend.Query("SELECT 1")), Does.StartWith("TDCSZ"), "it is told of the time zone that it has again");
        Assert.That(Show(client), Is.EqualTo(@"2MB|a ,public|Etc/GMT+3|it's \ here"));
        Assert.That(_bench.End(), Is.Empty);
    }

    [Test]
    public void A_transaction_that_is_left_open_is_rolled_back_and_noted()
    {
        GatewayTest test = _bench.BeginOwn();
        WireClient client = _bench.Client();
        client.Ask("BEGIN; INSERT INTO items VALUES (2)");

        Assert.That(_bench.End(), Is.Empty);

        Assert.That(test.Notes, Has.One.StartsWith("DBG4006: 'the test' left a transaction on database 'postgres' open."));
        _ = _bench.Begin();
        client.Send([Frontend.Query("SELECT 1")]);
        Assert.That(client.StateOfNextError(), Is.EqualTo("25P02"), "for its client it has failed");
        Assert.That(client.Read()?.Type, Is.EqualTo(ReadyForQuery.Type));
        client.Ask("ROLLBACK");
        Assert.That(client.Ask("SELECT id FROM items"), Is.EqualTo(new[] { "1" }));
        Assert.That(_bench.End(), Is.Empty);
    }

    [Test]
    public void A_statement_that_still_runs_is_cancelled_and_fails_the_test()
    {
        GatewayTest test = _bench.BeginOwn();
        WireClient client = _bench.Client();
        client.Send([Frontend.Query("SELECT pg_sleep(60)")]);
        _bench.AwaitStatement("pg_sleep(60)");

        Assert.That(_bench.End(), Is.EqualTo(new[] { "DBG4005" }));

        Assert.That(test.Failures.Single().Message, Does.Contain("Client: client "));
        Assert.That(client.StateOfNextError(), Is.EqualTo("57014"));
        Assert.That(client.Read()?.Type, Is.EqualTo(ReadyForQuery.Type));
        Assert.That(_bench.CountSessions(), Is.EqualTo("1"));
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_COPY_that_is_under_way_is_broken_off_and_its_connection_stays_good()
    {
        _ = _bench.BeginOwn();
        WireClient client = _bench.Client();
        client.Send([Frontend.Query("COPY items FROM STDIN")]);
        Assert.That(client.Read()?.Type, Is.EqualTo(CopyInResponse.Type));
        client.Send([Frontend.CopyData("2\n")]);

        Assert.That(_bench.End(), Is.EqualTo(new[] { "DBG4005" }));

        Assert.That(client.StateOfNextError(), Is.EqualTo("57014").Or.EqualTo("57P01"));
        Assert.That(client.Read()?.Type, Is.EqualTo(ReadyForQuery.Type));
        client.Send([Frontend.CopyData("3\n"), Frontend.CopyDone()]);
        _ = _bench.Begin();
        Assert.That(client.Ask("SELECT id FROM items"), Is.EqualTo(new[] { "1" }));
        Assert.That(_bench.End(), Is.Empty);
    }

    [Test]
    public void A_COPY_in_a_group_is_broken_off_with_one_error_and_its_connection_stays_good()
    {
        _ = _bench.BeginOwn();
        WireClient client = _bench.Client();
        client.Send([.. Frontend.Command("COPY items FROM STDIN"), Frontend.Flush()]);
        Frame? answer;
        while ((answer = client.Read())?.Type != CopyInResponse.Type)
        {
            Assert.That(answer, Is.Not.Null);
        }

        client.Send([Frontend.CopyData("2\n")]);

        _ = _bench.End();

        client.Send([Frontend.CopyData("3\n"), Frontend.CopyDone(), .. Frontend.Command("SELECT 1"), Frontend.Sync()]);
        List<string> answers = [];
        while (client.Awaited > 0)
        {
            Frame next = client.Read() ?? throw new EndOfStreamException();
            answers.Add(next.Type == ErrorResponse.Type ? ErrorResponse.Read(next.Body).Fields.Find(ErrorField.SqlState)!.Value.ToString() : ((char)next.Type).ToString());
        }

        // The second, where the end comes while the data are passed on.
        Assert.That(answers, Is.EqualTo(new[] { "57014", "Z" }).Or.EqualTo(new[] { "57P01", "Z" }));
        _ = _bench.Begin();
        Assert.That(client.Ask("SELECT id FROM items"), Is.EqualTo(new[] { "1" }));
        Assert.That(_bench.End(), Is.Empty);
    }

    [Test]
    public void A_COPY_in_a_group_that_is_cut_off_in_the_midst_of_its_data_is_answered_with_one_error()
    {
        _ = _bench.BeginOwn();
        WireClient client = _bench.Client();
        client.Send([.. Frontend.Command("COPY items FROM STDIN"), Frontend.Flush()]);
        while ((client.Read() ?? throw new EndOfStreamException()).Type != CopyInResponse.Type)
        {
        }

        ReadOnlySpan<byte> data = Frontend.CopyData(new string('\n', 100_000)).Bytes.Span;
        client.Socket.Send(data[..50_000]);
        Thread.Sleep(100);
        _ = _bench.End();
        client.Socket.Send(data[50_000..]);

        client.Send([Frontend.CopyDone(), Frontend.Sync()]);
        Assert.That(client.StateOfNextError(), Is.EqualTo("57P01").Or.EqualTo("57014"));
        Assert.That(client.Read()?.Type, Is.EqualTo(ReadyForQuery.Type));
        _ = _bench.Begin();
        Assert.That(client.Ask("SELECT id FROM items"), Is.EqualTo(new[] { "1" }));
        Assert.That(_bench.End(), Is.Empty);
    }

    [Test]
    public void A_group_whose_end_comes_after_the_tests_end_is_answered_once()
    {
        _ = _bench.BeginOwn();
        WireClient client = _bench.Client();
        Assert.That(client.Ask("SELECT 1"), Has.Count.EqualTo(1));
        client.Send([.. Frontend.Command("INSERT INTO items VALUES (2)"), Frontend.Flush()]);
        Assert.That(client.Read()?.Type, Is.EqualTo(ParseComplete.Type));
        Assert.That(_bench.End(), Is.Empty);

        Assert.That(Types(client, Frontend.Sync()), Does.Match("^2?n?C?EZ$"), "what had come before the end, then one error");

        _ = _bench.Begin();
        Assert.That(client.Ask("SELECT id FROM items"), Is.EqualTo(new[] { "1" }));
        Assert.That(_bench.End(), Is.Empty);
    }

    [Test]
    public void A_group_that_comes_after_the_end_is_refused_and_the_connection_stays_good()
    {
        _ = _bench.BeginOwn();
        WireClient client = _bench.Client();
        client.Ask("SELECT 1");
        Assert.That(_bench.End(), Is.Empty);

        Assert.That(() => client.Ask("INSERT INTO items VALUES (3)"), Throws.InvalidOperationException.With.Message.StartsWith("DBG1001: "));
        Assert.That(Types(client, Frontend.Extended("INSERT INTO items VALUES (4)")), Is.EqualTo("EZ"));

        _bench.AssertNextTestIsClean();
        _ = _bench.BeginOwn();
        Assert.That(client.Ask("SELECT id FROM items"), Is.EqualTo(new[] { "1" }));
        Assert.That(_bench.End(), Is.Empty);
    }

    [Test]
    public void A_session_that_the_server_ends_takes_its_client_along_and_nobody_else()
    {
        _ = _bench.BeginOwn();
        WireClient client = _bench.Client();
        WireClient other = _bench.Client();

        other.Ask($"SELECT pg_terminate_backend({client.ProcessId})");

        Assert.That(client.StateOfNextError(), Is.EqualTo("57P01"));
        Assert.That(client.Read(), Is.Null);
        Assert.That(other.Ask("SELECT id FROM items"), Is.EqualTo(new[] { "1" }));
        Assert.That(_bench.End(), Is.Empty, "as without the guard");
    }

    [Test]
    public void A_server_that_cannot_be_reached_fails_the_test_and_refuses_the_group()
    {
        _ = _bench.Begin();
        WireClient client = _bench.Client();
        Assert.That(_bench.End(), Is.Empty);
        _ = _bench.BeginOwn("missing");

        Assert.That(() => client.Ask("SELECT 1"), Throws.InvalidOperationException.With.Message.StartsWith("DBG4015: "));

        Assert.That(_bench.End(), Is.EqualTo(new[] { "DBG4015" }));
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_client_that_does_not_read_its_result_is_cut_off_at_the_end()
    {
        _ = _bench.BeginOwn();
        WireClient client = _bench.Client();
        client.Send([Frontend.Query("SELECT repeat('x', 1000) FROM generate_series(1, 100000)")]);
        Assert.That(client.Read()?.Type, Is.EqualTo(RowDescription.Type));

        Assert.That(_bench.End(), Is.EqualTo(new[] { "DBG4005" }));

        Assert.That(_bench.CountSessions(), Is.EqualTo("1"));
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_client_that_goes_takes_its_session_along()
    {
        _ = _bench.BeginOwn();
        WireClient client = _bench.Client();
        client.Ask("BEGIN; INSERT INTO items VALUES (2)");

        client.Dispose();

        Assert.That(() => _bench.CountSessions(), Is.EqualTo("1").Soon());
        Assert.That(_bench.End(), Is.Empty);
        _bench.AssertNextTestIsClean();
    }

    [Test]
    public void A_client_that_goes_in_the_midst_of_a_long_message_takes_its_session_along()
    {
        _ = _bench.BeginOwn();
        WireClient client = _bench.Client();
        client.Ask("SELECT 1");
        Outgoing data = Frontend.CopyData(new byte[1_000_000]);
        client.Send([Frontend.Query("COPY items FROM STDIN"), Frontend.Cut(data, 500_000)]);
        Assert.That(client.Read()?.Type, Is.EqualTo(CopyInResponse.Type));

        client.Dispose();

        Assert.That(() => _bench.CountSessions(), Is.EqualTo("1").Soon());
        Assert.That(_bench.End(), Is.Empty);
    }

    private static string Show(WireClient client) =>
        client.Ask("SELECT concat_ws('|', current_setting('work_mem'), current_setting('search_path'), current_setting('TimeZone'), current_setting('my.path', true))").Single();

    private static string Row(WireClient client, params Outgoing[] messages)
    {
        client.Send(messages);
        string row = string.Empty;
        while (client.Awaited > 0 && client.Read() is { } frame)
        {
            row = frame.Type switch
            {
                DataRow.Type => DataRow.Read(frame.Body).Columns.ToArray()[0].Bytes.ToString(),
                ErrorResponse.Type => ErrorResponse.Read(frame.Body).Fields.Find(ErrorField.Message)?.ToString() ?? string.Empty,
                _ => row,
            };
        }

        return row;
    }

    // The types of all answers, each a letter.
    private static string Types(WireClient client, params Outgoing[] messages)
    {
        client.Send(messages);
        string types = string.Empty;
        while (client.Awaited > 0 && client.Read() is { } frame)
        {
            types += (char)frame.Type;
        }

        return types;
    }
}
