using static NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Frontend;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Programs;

/// <summary>Prepared statements, portals and cursors, by names that are taken or not.</summary>
internal static class StatementActions
{
    public static Outgoing[] Prepared(Chances chances) => chances.Below(12) switch
    {
        0 => [Parse($"SELECT {chances.Name()}, $1::int", $"p{chances.Name()}"), Sync()],
        1 => [Parse("INSERT INTO plain VALUES ($1, 'prepared')", $"p{chances.Name()}"), DescribeStatement($"p{chances.Name()}"), Sync()],
        2 or 3 => [BindTo($"p{chances.Name()}", string.Empty, chances.Key()), DescribePortal(), Execute(), Sync()],
        4 => [CloseStatement($"p{chances.Name()}"), Sync()],
        5 => chances.Either($"PREPARE p{chances.Name()} AS SELECT $1::int + 1"),
        6 => chances.Either($"EXECUTE p{chances.Name()} ({chances.Key()})"),
        7 => chances.Either(chances.OneIn(4) ? "DEALLOCATE ALL" : $"DEALLOCATE p{chances.Name()}"),
        8 => [Parse("SELECT $1::int"), Sync(), Bind(chances.Key()), Execute(), Sync()],
        9 => [Query($"PREPARE p{chances.Name()} AS SELECT $1::int; EXECUTE p{chances.Name()} (1); DEALLOCATE p{chances.Name()}")],
        10 => [Parse(chances.Of("BEGIN", "COMMIT", "ROLLBACK", "SELECT 1"), $"t{chances.Name()}"), Sync()],
        _ => [BindTo($"t{chances.Name()}", string.Empty), Execute(), Sync()],
    };

    public static Outgoing[] Cursors(Chances chances) => chances.Below(12) switch
    {
        0 or 1 => chances.Either($"DECLARE c{chances.Name()} {chances.Of(string.Empty, "SCROLL")} CURSOR {Rows(chances)}"),
        2 or 3 => chances.Either($"FETCH {chances.Of("2", "NEXT", "BACKWARD 1", "ALL")} FROM c{chances.Name()}"),
        4 => chances.Either(chances.OneIn(4) ? "CLOSE ALL" : $"CLOSE c{chances.Name()}"),
        5 or 6 => [Parse("SELECT i FROM generate_series(1, 5) AS i"), BindTo(string.Empty, $"c{chances.Name()}"), Execute($"c{chances.Name()}", 2), Sync()],
        7 => [Execute($"c{chances.Name()}", 2), Sync()],
        8 => [ClosePortal($"c{chances.Name()}"), Sync()],
        9 => [DescribePortal($"c{chances.Name()}"), Execute($"c{chances.Name()}", 1), Execute($"c{chances.Name()}"), Sync()],
        10 => chances.Either($"MOVE 1 IN c{chances.Name()}"),
        _ => [Query($"DECLARE c{chances.Name()} CURSOR FOR SELECT 7; {chances.Of("FETCH", "CLOSE")} c{chances.Name()}; SELECT {chances.Below(3)} / {chances.Below(3)}")],
    };

    // One that is held keeps its table in use, which is a documented limit.
    private static string Rows(Chances chances) => chances.OneIn(3) ? "WITH HOLD FOR SELECT i FROM generate_series(1, 7) AS i" : "FOR SELECT id FROM plain ORDER BY id";
}
