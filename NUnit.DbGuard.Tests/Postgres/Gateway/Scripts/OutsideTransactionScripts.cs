using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;
using static NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Frontend;
using static NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Steps;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Scripts;

/// <summary>Statements that cannot run in a transaction, and those that need one.</summary>
internal static class OutsideTransactionScripts
{
    private const string Topic = "Outside of transactions";
    private const string Remedy = "a shared transaction cannot run it; the hint names the isolation that can";

    public static IReadOnlyList<WireScript> All { get; } =
    [
        .. new[]
        {
            "VACUUM plain", "VACUUM (ANALYZE) plain", "CLUSTER", "REINDEX TABLE CONCURRENTLY plain", "CREATE INDEX CONCURRENTLY made ON loose (k)", "CREATE DATABASE wire_made",
            "DROP DATABASE IF EXISTS wire_never", "ALTER SYSTEM RESET work_mem", "REINDEX SCHEMA public", "DROP INDEX CONCURRENTLY IF EXISTS never",
        }.SelectMany(static sql => new WireScript[]
        {
            new(Topic, $"'{sql}' in a transaction fails it",
                A("BEGIN"),
                A(sql).FieldsMayDiffer("H", Remedy),
                A("SELECT 1"),
                A("ROLLBACK"),
                A(Extended("BEGIN")),
                A(Extended(sql)).FieldsMayDiffer("H", Remedy),
                A(Extended("ROLLBACK")),
                A("SELECT 1")),
            new(Topic, $"'{sql}' within a query of several statements fails",
                A($"SELECT 1; {sql}").FieldsMayDiffer("H", Remedy),
                A("SELECT 1")),
            new WireScript(Topic, $"'{sql}' alone runs, or is refused with the remedy",
                A(sql).MayBeRefused("25001", Remedy),
                A("SELECT 1"),
                A("DROP INDEX IF EXISTS made").MayBeRefused("25001", "it undoes the former"),
                A("DROP DATABASE IF EXISTS wire_made").MayBeRefused("25001", "it undoes the former"),
                A("SELECT 2")).OrReported(Remedy),
        }),
        new(Topic, "LOCK TABLE needs a transaction",
            A("LOCK TABLE plain"),
            A(Extended("LOCK TABLE plain")),
            A("LOCK TABLE missing"),
            A("SELECT 1; LOCK TABLE plain; SELECT 2"),
            A("BEGIN"),
            A("LOCK TABLE plain IN ACCESS EXCLUSIVE MODE"),
            A("COMMIT")),
        new WireScript(Topic, "a function cannot end a transaction",
            A("DO $$ BEGIN EXECUTE 'COMMIT'; END $$"),
            A("DO $$ BEGIN EXECUTE 'SAVEPOINT s'; END $$"),
            A("CREATE FUNCTION ending() RETURNS void LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$"),
            A("SELECT ending()"),
            A("SELECT 1")).MayDiffer("the error has another context"),
    ];
}
