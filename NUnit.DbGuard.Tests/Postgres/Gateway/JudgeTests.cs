using System.Runtime.Versioning;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;
using static NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Frontend;
using static NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Steps;

namespace NUnit.DbGuard.Tests.Postgres.Gateway;

/// <summary>Targets that are not as good as the server.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class JudgeTests
{
    private WireServer _server = null!;

    [OneTimeSetUp]
    public void Start() => _server = new();

    [OneTimeTearDown]
    public void Stop() => _server.Dispose();

    [Test]
    public void A_row_too_many_is_found()
    {
        using FlawedTarget target = new("INSERT INTO plain VALUES (4, 'four')");

        string? complaint = new Judge(_server, target).Find([A("SELECT count(*) FROM plain")]);

        Assert.That(complaint, Does.StartWith("The first difference:").And.Contain("  PostgreSQL:\n    A < DataRow '3'\n").And.Contain("  flawed:\n    A < DataRow '4'\n"));
    }

    [Test]
    public void A_setting_that_is_reported_otherwise_is_found()
    {
        using FlawedTarget target = new("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET DateStyle = ''German''', current_database()); END $$");

        string? complaint = new Judge(_server, target).Find([A(Sync())]);

        Assert.That(complaint, Does.Contain("ParameterStatus DateStyle='German, DMY'"));
    }

    [Test]
    public void Work_that_is_lost_though_no_client_asks_is_found()
    {
        using FlawedTarget target = new("CREATE RULE lost AS ON INSERT TO loose DO INSTEAD NOTHING; UPDATE pg_rewrite SET ev_enabled = 'A' WHERE rulename = 'lost'");

        string? complaint = new Judge(_server, target).Find([A("INSERT INTO loose VALUES (1, 'x')")]);

        Assert.That(complaint, Is.Not.Null);
    }

    [Test]
    public void Another_text_of_an_error_is_found_unless_the_step_allows_it()
    {
        using FlawedTarget target = new("ALTER TABLE plain RENAME CONSTRAINT plain_pkey TO plain_key");
        WireStep step = A("INSERT INTO plain VALUES (1, 'again')");

        string? strict = new Judge(_server, target).Find([step]);
        string? allowed = new Judge(_server, target).Find([step.FieldsMayDiffer("Mn", "the constraint has another name")]);

        Assert.That(strict, Does.Contain("n='plain_key'"));
        Assert.That(allowed, Does.Not.Contain("ErrorResponse S"));
    }

    [Test]
    public void A_baseline_that_is_not_restored_is_found()
    {
        using FlawedTarget target = new("SELECT 1") { RestoresBaseline = true };

        string? complaint = new Judge(_server, target).Find([A("INSERT INTO plain VALUES (10, 'ten')")]);

        Assert.That(complaint, Does.StartWith("The database is not back at its baseline:").And.Contain("public.plain (10,ten)"));
    }

    [Test]
    public void A_report_needs_a_script_that_allows_it()
    {
        using FlawedTarget target = new("SELECT 1") { Reports = ["Isolation = Clone"] };
        WireScript script = new("Judge", "reports", A("SELECT 1"));

        string? strict = new Judge(_server, target).Find(script);
        string? allowed = new Judge(_server, target).Find(script.OrReported("it is allowed"));

        Assert.That((strict, allowed), Is.EqualTo(("The test was reported without a reason to:\n  reported: Isolation = Clone\n", (string?)null)));
    }

    [Test]
    public void A_difference_without_a_report_is_found_even_where_a_report_is_allowed()
    {
        using FlawedTarget target = new("DELETE FROM plain");

        string? complaint = new Judge(_server, target).Find(new WireScript("Judge", "reports", A("SELECT count(*) FROM plain")).OrReported("it is allowed"));

        Assert.That(complaint, Does.StartWith("The first difference:"));
    }

    [Test]
    public void A_script_that_the_server_itself_does_not_answer_is_found()
    {
        using DirectTarget target = new();

        // The server refuses this version in that version's own format (src/backend/libpq/pqcomm.c and elog.c).
        string? complaint = new Judge(_server, target).Find([ConnectWith("A", 2 << 16)]);

        Assert.That(complaint, Does.StartWith("The script itself is wrong").And.Contain("ProtocolViolationException"));
    }
}
