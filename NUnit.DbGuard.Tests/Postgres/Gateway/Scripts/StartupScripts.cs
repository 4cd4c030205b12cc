using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;
using static NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Frontend;
using static NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Steps;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Scripts;

/// <summary>What a connection is opened with.</summary>
internal static class StartupScripts
{
    private const string Topic = "Start-up";

    public static IReadOnlyList<WireScript> All { get; } =
    [
        new(Topic, "start-up parameters are the client's settings and reset values",
            Connect("A", ("application_name", "first"), ("TimeZone", "Europe/Berlin"), ("search_path", "other"), ("extra_float_digits", "2")),
            Connect("B", ("application_name", "second")),
            A("SELECT current_setting('application_name'), current_setting('TimeZone'), current_setting('search_path')"),
            B("SELECT current_setting('application_name'), current_setting('TimeZone'), current_setting('search_path')"),
            A("SELECT * FROM plain ORDER BY id"),
            A("SET TimeZone = 'UTC'; SET application_name = 'x'"),
            A("RESET ALL"),
            A("SELECT current_setting('application_name'), current_setting('TimeZone'), current_setting('search_path')")),
        new(Topic, "options are the client's settings",
            Connect("A", ("options", "-c work_mem=1MB --default_transaction_read_only=on -csearch_path=other\\ ,public")),
            A("SHOW work_mem"),
            A("SHOW search_path"),
            A("INSERT INTO plain VALUES (10, 'ten')"),
            B("INSERT INTO plain VALUES (10, 'ten')"),
            A("RESET work_mem"),
            A("SHOW work_mem")),
        new(Topic, "a start-up parameter that does not exist is refused",
            Connect("A", ("nothing_like_it", "1")),
            B("SELECT 1")),
        new(Topic, "a start-up parameter with a bad value is refused",
            Connect("A", ("TimeZone", "Nowhere/City")),
            Connect("B", ("options", "-c work_mem=many")),
            C("SELECT 1")),
        new(Topic, "client_encoding is converted",
            Connect("A", ("client_encoding", "LATIN1")),
            A("SELECT 'abc', length('abc')"),
            A("SELECT chr(228)"),
            A("SELECT chr(8364)"),
            B("SELECT chr(228)")),
        new WireScript(Topic, "an empty and a long application name",
            Connect("A", ("application_name", string.Empty)),
            Connect("B", ("application_name", new string('n', 100))),
            A("SHOW application_name"),
            B("SHOW application_name")).EntryMayDiffer("the server's notice that a start-up value was cut is not repeated"),
        new WireScript(Topic, "a user that does not exist is refused",
            Connect("A", ("user", "nobody_of_that_name"))).EntryMayDiffer("the gateway has one password for all users, and knows of a missing one only afterwards"),
        new(Topic, "a wrong password is refused",
            ConnectWithPassword("A", "wrong"),
            B("SELECT 1")),
        new(Topic, "a request for TLS is declined",
            ConnectAfterSsl("A"),
            A("SELECT 1")),
        new(Topic, "a request for GSS encryption is declined",
            ConnectAfterGss("A"),
            A("SELECT 1")),
        new WireScript(Topic, "a newer minor version is negotiated",
            ConnectWith("A", (3 << 16) + 2),
            A("SELECT 1")).EntryMayDiffer("the gateway speaks protocol 3.2, whatever the server does"),
        new(Topic, "an unknown protocol option is negotiated",
            Connect("A", ("_pq_.future", "1")),
            A("SELECT 1")),
        new WireScript(Topic, "another major version is refused",
            ConnectWith("A", 4 << 16),
            B("SELECT 1")).EntryMayDiffer("the gateway speaks protocol 3.2, whatever the server does"),
        new WireScript(Topic, "replication is refused",
            Connect("A", ("replication", "true"))).EntryMayDiffer("refused with another reason"),
        new(Topic, "what a session knows of itself",
            Connect("A", ("application_name", "self")),
            A("SELECT current_database(), current_user, session_user, pg_is_in_recovery()"),
            A("SELECT count(*) FROM pg_stat_activity WHERE pid = pg_backend_pid()"),
            A("SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid()")),
    ];
}
