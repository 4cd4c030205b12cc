using static NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Frontend;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Programs;

/// <summary>Rows: written, read, copied, checked at once or at COMMIT, and what triggers and sequences add.</summary>
internal static class RowActions
{
    // The signature, no flags, no extension; then per row the count of columns, and each with its length.
    private static readonly byte[] s_binaryHeader = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0];
    private static readonly byte[] s_binaryEnd = [0xFF, 0xFF];

    public static Outgoing[] Plain(Chances chances) => chances.Below(10) switch
    {
        0 => [Query($"INSERT INTO plain VALUES ({chances.Key()}, 'simple')")],
        1 => Extended("INSERT INTO plain VALUES ($1, $2)", chances.Key(), "extended"),
        2 => [.. Command("INSERT INTO plain VALUES ($1, $2)", chances.Key(), "batch"), .. Extended("INSERT INTO plain VALUES ($1, $2) RETURNING *", chances.Key(), "batch")],
        3 => [Query($"UPDATE plain SET value = value || '+' WHERE id < {chances.Key()}")],
        4 => Extended("DELETE FROM plain WHERE id = $1", chances.Key()),
        5 => [Query($"INSERT INTO plain VALUES ({chances.Key()}, 'first'); INSERT INTO plain VALUES ({chances.Key()}, 'second')")],
        6 => [Query($"INSERT INTO plain VALUES ({chances.Key()}, 'once') ON CONFLICT DO NOTHING; SELECT count(*) FROM plain")],
        7 => Extended("SELECT * FROM plain ORDER BY id"),
        8 => [Query($"WITH gone AS (DELETE FROM plain WHERE id = {chances.Key()} RETURNING id) INSERT INTO loose SELECT id, 'gone' FROM gone")],
        _ => [Query("SELECT * FROM plain ORDER BY id")],
    };

    public static Outgoing[] Copy(Chances chances) => chances.Below(10) switch
    {
        0 => [Query("COPY plain FROM STDIN"), CopyData($"{chances.Key()}\tcopied\n"), CopyDone()],
        1 => [Query("COPY loose FROM STDIN (FORMAT csv)"), CopyData($"{chances.Key()},one\n{chances.Key()}"), CopyData(",two\n"), CopyDone()],
        2 => [Query("COPY plain FROM STDIN"), CopyData($"{chances.Key()}\tcopied\n"), CopyFail("thought better of it")],
        3 => [Query("COPY plain FROM STDIN"), CopyData("none\tcopied\n"), CopyDone()],
        4 => [Parse("COPY loose FROM STDIN"), Bind(), Execute(), CopyData($"{chances.Key()}\textended\n"), CopyDone(), Sync()],
        5 => [Query("COPY loose FROM STDIN (FORMAT binary)"), CopyData([.. s_binaryHeader, 0, 2, 0, 0, 0, 4, 0, 0, 0, 7, 0, 0, 0, 1, (byte)'b', .. s_binaryEnd]), CopyDone()],
        6 => [Query("COPY (SELECT * FROM plain ORDER BY id) TO STDOUT")],
        7 => Extended("COPY (SELECT id FROM plain ORDER BY id) TO STDOUT (FORMAT binary)"),
        8 => [Query($"INSERT INTO loose VALUES (1, 'before'); COPY (SELECT 1) TO STDOUT; INSERT INTO plain VALUES ({chances.Key()}, 'after')")],
        _ => [Query($"COPY loose FROM STDIN; INSERT INTO plain VALUES ({chances.Key()}, 'after')"), CopyData("1\tcopied\n"), CopyDone()],
    };

    public static Outgoing[] Constraints(Chances chances) => chances.Below(10) switch
    {
        0 or 1 => [Query($"INSERT INTO page VALUES ({chances.Key()}, {1 + chances.Below(4)})")],
        2 => Extended("INSERT INTO note VALUES ($1, $2)", chances.Key(), $"{1 + chances.Below(4)}"),
        3 => chances.Either("SET CONSTRAINTS ALL DEFERRED"),
        4 => chances.Either("SET CONSTRAINTS ALL IMMEDIATE"),
        5 => [Query($"SET CONSTRAINTS {chances.Of("page_book", "note_book", "slot_position, page_book", "no_such")} {chances.Of("DEFERRED", "IMMEDIATE")}")],
        6 => [Query("UPDATE slot SET position = 3 - position WHERE position < 3")],
        7 => [Query($"INSERT INTO slot VALUES ({chances.Key()}, {chances.Below(4)})")],
        8 => [Query($"UPDATE account SET amount = amount + {chances.Below(2)} WHERE id = 1; UPDATE account SET amount = amount - {chances.Below(2)} WHERE id = 2")],
        _ => [Query($"DELETE FROM page WHERE book_id = {1 + chances.Below(4)}; DELETE FROM book WHERE id = {1 + chances.Below(4)}")],
    };

    public static Outgoing[] Triggers(Chances chances) => chances.Below(5) switch
    {
        0 => [Query($"INSERT INTO author (name) VALUES ('{chances.Of("Ada", "Cyd", "Dan")}') RETURNING id")],
        1 => Extended("UPDATE author SET mood = $1::mood WHERE name = $2", chances.Of("sad", "fine", "none"), chances.Of("Ada", "Cyd")),
        2 => [Query($"DELETE FROM author WHERE name = '{chances.Of("Ada", "Cyd", "Dan")}'")],
        3 => [Query($"INSERT INTO book (author_id, title, price) VALUES ({1 + chances.Below(4)}, 'New', {chances.Of("1", "-1", "NULL")}) RETURNING *")],
        _ => Extended("SELECT what FROM audit ORDER BY id"),
    };
}
