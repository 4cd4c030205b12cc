using System.Runtime.Versioning;

namespace NUnit.DbGuard.Tests.Postgres.Flushing;

/// <summary>Tables that are left as a test leaves them, and all others put back.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class FlushExceptTests
{
    [Test]
    public void Rows_and_sequences_of_a_table_that_is_left_stay()
    {
        using FlushBench bench = new(settings: null, except: ["audit", "Other Schema.Odd \"Table", "event"]);

        string? obstacle = bench.Play(
            "INSERT INTO audit (what) VALUES ('stays')", "DELETE FROM \"Other Schema\".\"Odd \"\"Table\"", "INSERT INTO event VALUES ('2025-03-03', 'stays')", "INSERT INTO author (name) VALUES ('goes')");

        Assert.That(obstacle, Is.Null);
        List<string> now = bench.Dump();
        string[] gone = [.. bench.Baseline.Except(now)];
        string[] come = [.. now.Except(bench.Baseline).Select(static line => line.Split(',')[0])];
        Assert.That(gone, Is.EqualTo(new[] { "\"Other Schema\".\"Odd \"\"Table\" (1,one)", "sequence public.audit_id_seq 5 t" }));
        Assert.That(come, Is.EqualTo(new[] { "public.audit (6", "public.audit (7", "public.event_2025 (2025-03-03", "sequence public.audit_id_seq 7 t" }));
        Assert.That(bench.Play("INSERT INTO author (name) VALUES ('goes again')"), Is.Null);
    }

    [Test]
    public void A_table_that_is_not_there_is_found_out()
    {
        using FlushBench bench = new("CREATE TABLE items (id int)", settings: null, except: ["items", "public.items", "Items"]);

        Assert.That(bench.UnknownTable, Is.EqualTo("Items"));
    }
}
