using static NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Frontend;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Programs;

/// <summary>Transactions, savepoints and errors.</summary>
internal static class TransactionActions
{
    public static Outgoing[] Blocks(Chances chances) => chances.Below(13) switch
    {
        0 or 1 => chances.Either("BEGIN"),
        2 => [Query($"INSERT INTO plain VALUES ({chances.Key()}, 'before'); BEGIN; INSERT INTO plain VALUES ({chances.Key()}, 'within')")],
        3 => chances.Either("COMMIT"),
        4 => [Query($"COMMIT; INSERT INTO plain VALUES ({chances.Key()}, 'after')")],
        5 => [Query(chances.Of("ROLLBACK", "ROLLBACK AND CHAIN", "ABORT", "END"))],
        6 => Extended("ROLLBACK"),
        7 => chances.Either("COMMIT AND CHAIN"),
        8 => chances.Either(chances.Of("BEGIN READ ONLY", "START TRANSACTION READ ONLY", "BEGIN READ WRITE")),
        9 => chances.Either(chances.Of("SET TRANSACTION READ ONLY", "SET TRANSACTION READ WRITE", "SHOW transaction_read_only")),
        10 => [.. Command("BEGIN"), .. Command("INSERT INTO plain VALUES ($1, 'pipeline')", chances.Key()), .. Extended("COMMIT")],
        11 => chances.Either(chances.Of(
            "BEGIN ISOLATION LEVEL SERIALIZABLE", "START TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY", "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
            "BEGIN ISOLATION LEVEL READ COMMITTED", "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED")),
        _ => [Query($"BEGIN; INSERT INTO loose VALUES (1, 'block'); {chances.Of("COMMIT", "ROLLBACK", "SELECT 1")}; INSERT INTO plain VALUES ({chances.Key()}, 'after')")],
    };

    public static Outgoing[] Savepoints(Chances chances) => chances.Below(7) switch
    {
        0 or 1 => chances.Either($"SAVEPOINT s{chances.Name()}"),
        2 => chances.Either($"RELEASE s{chances.Name()}"),
        3 or 4 => chances.Either($"ROLLBACK TO s{chances.Name()}"),
        5 => [Query($"SAVEPOINT s{chances.Name()}; INSERT INTO plain VALUES ({chances.Key()}, 'saved'); RELEASE s{chances.Name()}")],
        _ => [.. Command($"SAVEPOINT s{chances.Name()}"), .. Command("INSERT INTO plain VALUES ($1, 'saved')", chances.Key()), .. Extended($"ROLLBACK TO s{chances.Name()}")],
    };

    public static Outgoing[] Errors(Chances chances) => chances.Below(12) switch
    {
        0 => [Query("SELECT 1/0")],
        1 => [Query("SELEC")],
        2 => Extended("SELECT * FROM missing"),
        3 => [Query($"INSERT INTO plain VALUES ({chances.Key()}, 'lost'); SELECT 1/0")],
        4 => [.. Command("INSERT INTO plain VALUES ($1, 'lost')", chances.Key()), .. Extended("SELECT 1/0")],
        5 => [BindTo("missing", string.Empty), Execute(), Sync()],
        6 => Extended("SELECT $1::int", "no number"),
        7 => [Parse("SELECT $1::int, $2::int"), Bind("1"), Execute(), Sync()],
        8 => [Query("SELECT failing('here')")],
        9 => [Query($"INSERT INTO plain VALUES ({chances.Key()}, 'kept'); SELECT * FROM missing; COMMIT")],
        10 => [Parse("SELECT 1; SELECT 2"), Sync()],
        _ => [DescribeStatement($"p{chances.Name()}"), DescribePortal("none"), Sync()],
    };
}
