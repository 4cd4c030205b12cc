using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

namespace NUnit.DbGuard.Tests.Fuzz;

/// <summary>One thing that a client of the state machine's fuzzer does: legal or not, each message is whole, and how many ReadyForQuery must come is known.</summary>
internal static class StateStep
{
    private static readonly string[] s_statements =
    [
        "BEGIN", "BEGIN", "BEGIN READ ONLY", "START TRANSACTION ISOLATION LEVEL REPEATABLE READ", "COMMIT", "COMMIT", "ROLLBACK", "COMMIT AND CHAIN", "ROLLBACK AND CHAIN", "END",
        "SAVEPOINT a", "SAVEPOINT b", "RELEASE a", "RELEASE b", "ROLLBACK TO a", "ROLLBACK TO b", "SAVEPOINT \"A b\"",
        "SELECT 1", "SELECT 1/0", "SELEC 1", "", ";;", "SELECT * FROM nowhere",
        "INSERT INTO items SELECT coalesce(max(id), 0) + 1 FROM items", "INSERT INTO items VALUES (1)", "DELETE FROM items WHERE id > 5", "UPDATE items SET id = id + 1000 WHERE id > 1",
        "CREATE TABLE IF NOT EXISTS made (id int REFERENCES items DEFERRABLE INITIALLY DEFERRED)", "INSERT INTO made VALUES (1)", "INSERT INTO made VALUES (-1)", "DROP TABLE IF EXISTS made",
        "CREATE TEMP TABLE IF NOT EXISTS temp_made (id int) ON COMMIT DELETE ROWS", "DROP TABLE IF EXISTS temp_made", "INSERT INTO temp_made VALUES (1)",
        "SET search_path = public", "SET LOCAL work_mem = '1MB'", "SET work_mem = 'nonsense'", "RESET ALL", "DISCARD ALL", "SET TIME ZONE 'UTC'", "SET ROLE nobody",
        "LISTEN news", "UNLISTEN *", "NOTIFY news, 'x'", "SELECT pg_notify('news', 'y')",
        "DECLARE c CURSOR FOR SELECT generate_series(1, 20)", "FETCH 5 FROM c", "CLOSE c", "MOVE 3 FROM c",
        "PREPARE p AS SELECT 1", "EXECUTE p", "DEALLOCATE p", "DEALLOCATE ALL",
        "SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED", "PREPARE TRANSACTION 'x'", "VACUUM", "LOCK TABLE items",
        "BEGIN; INSERT INTO items SELECT max(id) + 1 FROM items; COMMIT", "SELECT 1; SELECT 2; SELECT 1/0; SELECT 3", "BEGIN; SAVEPOINT a; SELECT 1/0", "SELECT 1; COMMIT; SELECT 2", "ROLLBACK; BEGIN; SELECT 1",
        "COPY items TO STDOUT", "SELECT pg_advisory_lock(1)", "SELECT pg_advisory_unlock_all()", "SELECT pg_sleep(0.01)", "SELECT repeat('w', 2000) FROM generate_series(1, 100)",
        "DO $$ BEGIN PERFORM 1/0; END $$", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "SELECT f()",
    ];

    private static readonly string[] s_names = ["", "", "s", "t", "long_name_that_goes_beyond_what_the_server_keeps_of_any_name_in_its_catalogs"];

    /// <summary>A step's messages.</summary>
    public static IReadOnlyList<Outgoing> Make(Random random) => random.Next(8) switch
    {
        0 or 1 or 2 => [Frontend.Query(Sql(random))],
        3 => Frontend.Extended(Sql(random)),
        4 => [.. Group(random), Frontend.Sync()],
        5 => [.. Group(random), Frontend.Sync(), .. Group(random), Frontend.Flush(), .. Group(random), Frontend.Sync(), Frontend.Sync()],
        6 => Copy(random),
        _ => random.Next(4) switch
        {
            // The server ignores data that nothing asked for.
            0 => [Frontend.CopyData("1\n"), Frontend.CopyDone(), Frontend.CopyFail("no"), Frontend.Query("SELECT 1")],
            // int4pl, or none. With the wrong arguments many a function of the server's own would crash it.
            1 => [Frontend.FunctionCall(random.Next(2) == 0 ? 177u : 4_000_000u, "1", random.Next(3) == 0 ? null : "2")],
            2 => [Frontend.Sync()],
            _ => [Frontend.Query(Sql(random)), Frontend.Query(Sql(random)), .. Frontend.Extended(Sql(random)), Frontend.Query(Sql(random))],
        },
    };

    /// <summary>The same step without what crashes a server: a portal whose block has failed is run when its text is gone.</summary>
    /// <param name="messages">The step's.</param>
    /// <param name="hasFailed">Whether the block has failed before it.</param>
    public static IEnumerable<Outgoing> WithoutLateExecutes(IReadOnlyList<Outgoing> messages, bool hasFailed)
    {
        HashSet<string> bound = [];
        foreach (Outgoing message in messages)
        {
            if (message.Text.StartsWith("Bind ", StringComparison.Ordinal))
            {
                bound.Add(message.Text[5..message.Text.IndexOf('=', StringComparison.Ordinal)]);
            }
            else if (message.Answers > 0)
            {
                bound.Clear();
                hasFailed = true;
            }
            else if (hasFailed && message.Text.StartsWith("Execute ", StringComparison.Ordinal) && !bound.Contains(message.Text[8..message.Text.LastIndexOf(':')]))
            {
                continue;
            }

            yield return message;
        }
    }

    // No statement of a group reads data, so that each Sync counts.
    private static IEnumerable<Outgoing> Group(Random random)
    {
        for (int count = random.Next(6); count > 0; count--)
        {
            string statement = Name(random), portal = Name(random);
            yield return random.Next(9) switch
            {
                0 or 1 => Frontend.Parse(Sql(random), statement),
                2 or 3 => Frontend.BindTo(statement, portal),
                4 or 5 => Frontend.Execute(portal, random.Next(3)),
                6 => random.Next(2) == 0 ? Frontend.DescribeStatement(statement) : Frontend.DescribePortal(portal),
                7 => random.Next(2) == 0 ? Frontend.CloseStatement(statement) : Frontend.ClosePortal(portal),
                _ => Frontend.Flush(),
            };
        }
    }

    private static IReadOnlyList<Outgoing> Copy(Random random)
    {
        Outgoing[] data = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Frontend.CopyData(random.Next(5) == 0 ? "nonsense\n" : $"{random.Next(10, 1_000_000)}\n"))];
        Outgoing end = random.Next(4) == 0 ? Frontend.CopyFail("given up") : Frontend.CopyDone();
        return random.Next(2) == 0
            ? [Frontend.Query("COPY items FROM STDIN"), .. data, end]
            // The unnamed statement is another afterwards: a later group that bound it would wait for data.
            : [.. Frontend.Command("COPY items FROM STDIN"), .. data, end, Frontend.Sync(), Frontend.Parse("SELECT 1"), Frontend.Sync()];
    }

    private static string Sql(Random random) => s_statements[random.Next(s_statements.Length)];

    private static string Name(Random random) => s_names[random.Next(s_names.Length)];
}
