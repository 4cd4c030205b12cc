using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;
using static NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Frontend;
using static NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Steps;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Scripts;

/// <summary>CALL and DO, with and without transaction control of their own.</summary>
internal static class ProcedureScripts
{
    private const string Topic = "Procedures";
    private const string Remedy = "within a shared transaction a procedure cannot commit";

    public static IReadOnlyList<WireScript> All { get; } =
    [
        new(Topic, "a procedure without transaction control works",
            A("CALL filling(3)"),
            A(Extended("CALL filling($1)", "2")),
            A("BEGIN"),
            A("CALL filling(4)"),
            A("ROLLBACK"),
            A("SELECT count(*) FROM loose")),
        new(Topic, "a procedure that commits fails in a transaction",
            A("BEGIN"),
            A("CALL committing()").FieldsMayDiffer("H", Remedy),
            A("ROLLBACK"),
            A("SELECT count(*) FROM plain")),
        new WireScript(Topic, "a procedure that commits fails among other statements",
            A("SELECT 1; CALL committing()").FieldsMayDiffer("H", Remedy),
            A("SELECT count(*) FROM plain"),
            A("SELECT 1; DO $$ BEGIN COMMIT; END $$").FieldsMayDiffer("H", Remedy),
            A("SELECT count(*) FROM plain")).MayDiffer("refused with 2D000 and a hint"),
        new WireScript(Topic, "a procedure that commits, alone",
            A("CALL committing()").MayBeRefused("2D000", Remedy),
            A("SELECT 1")).OrReported(Remedy),
        new WireScript(Topic, "a procedure that rolls back, alone",
            A("CALL rolling_back()").MayBeRefused("2D000", Remedy),
            A("SELECT 1")).OrReported(Remedy),
        new WireScript(Topic, "a DO that commits, alone",
            A("DO $$ BEGIN INSERT INTO plain VALUES (801, 'x'); COMMIT; END $$").MayBeRefused("2D000", Remedy),
            A("SELECT 1")).OrReported(Remedy),
        new(Topic, "CALL among other statements",
            A("CALL filling(1); SELECT count(*) FROM loose; CALL filling(2); SELECT count(*) FROM loose"),
            A("CALL filling(1); SELECT 1/0"),
            A("SELECT count(*) FROM loose")),
        new(Topic, "CALL fails as it fails",
            A("CALL missing()"),
            A("CALL filling('x')"),
            A("SELECT filling(1)"),
            A("CALL noisy(1)")),
    ];
}
