using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Programs;
using static NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Frontend;

namespace NUnit.DbGuard.Tests.Postgres.Flushing;

/// <summary>What a test of one to three clients may do to <see cref="FlushSchema"/>, determined by a seed: errors, open transactions and lock waits included.</summary>
internal sealed class FlushProgram
{
    private const int MostClients = 3;

    private readonly Chances _chances;
    private readonly bool _changesSchema;
    private readonly List<(int Client, IReadOnlyList<Outgoing> Messages)> _steps = [];

    private FlushProgram(int seed)
    {
        _chances = new(seed);
        _changesSchema = seed % 5 == 0;
    }

    public static IReadOnlyList<(int Client, IReadOnlyList<Outgoing> Messages)> Of(int seed)
    {
        FlushProgram program = new(seed);
        program.Make();
        return program._steps;
    }

    private void Make()
    {
        int clients = 1 + _chances.Below(MostClients);
        for (int steps = 2 + _chances.Below(14); steps > 0; steps--)
        {
            int client = _chances.Below(clients);
            switch (_chances.Below(8))
            {
                case 0:
                    _steps.Add((client, [Query(_chances.Of("BEGIN", "BEGIN", "SAVEPOINT s", "BEGIN ISOLATION LEVEL SERIALIZABLE"))]));
                    break;
                case 1:
                    _steps.Add((client, [Query(_chances.Of("COMMIT", "COMMIT", "ROLLBACK", "ROLLBACK TO s"))]));
                    break;
                case 2:
                    string table = _chances.Of("page (book_id, number, text)", "review", "scratch", "\"Other Schema\".\"Odd \"\"Table\"");
                    string line = table.StartsWith("page", StringComparison.Ordinal) ? $"{_chances.Key()}\t{_chances.Key()}\tcopied\n" : $"{_chances.Key()}\t{_chances.Key()}\n";
                    _steps.Add((client, [Query($"COPY {table} FROM STDIN"), CopyData(line), CopyDone()]));
                    break;
                default:
                    _steps.Add((client, [Query(_changesSchema && _chances.OneIn(4) ? OnSchema() : OnRows())]));
                    break;
            }
        }
    }

    private string OnRows() => _chances.Below(33) switch
    {
        0 => "INSERT INTO empty (value) VALUES ('a'), ('b')",
        1 => $"INSERT INTO author (name) VALUES ('new {_chances.Key()}')",
        2 => $"UPDATE author SET mood = 'fine' WHERE id = {_chances.Name()}",
        3 => $"DELETE FROM author WHERE id = {_chances.Name()}",
        4 => $"UPDATE author SET favourite = {_chances.Name()}",
        5 => $"UPDATE book SET id = id + 100 WHERE id = {_chances.Name()}",
        6 => $"SELECT add_books({_chances.Key()})",
        7 => "CALL committing()",
        8 => $"DELETE FROM page WHERE number > {_chances.Name()}",
        9 => "UPDATE review SET stars = stars + 1",
        10 => "DELETE FROM review WHERE ctid = (SELECT min(ctid) FROM review)",
        11 => "UPDATE wide SET b = 7, p = p || 'x'",
        12 => "DELETE FROM wide WHERE a",
        13 => $"UPDATE kept_text SET long = long || 'more' WHERE id = {_chances.Name()}",
        14 => $"DELETE FROM kept_text WHERE id = {_chances.Name()}",
        15 => $"INSERT INTO kept_text SELECT {_chances.Key()}, repeat('x', 100000)",
        16 => "UPDATE node SET id = id + 10, parent = NULL",
        17 => "DELETE FROM node",
        18 => "UPDATE slot SET position = 4 - position",
        19 => $"DELETE FROM scratch WHERE k = {_chances.Name()}",
        20 => $"UPDATE animal SET name = 'renamed' WHERE id = {_chances.Name()}",
        21 => "DELETE FROM ONLY animal",
        22 => "UPDATE event SET at = at + 365",
        23 => "INSERT INTO event VALUES ('2025-07-07', 'more'), ('1999-01-01', 'before')",
        24 => "UPDATE secret SET owner = 'they'; DELETE FROM secret WHERE id = 1",
        25 => "INSERT INTO ruled VALUES (9)",
        26 => "UPDATE ruled SET id = id + 1",
        27 => $"SELECT {_chances.Of("nextval('counter')", "setval('counter', 77)", "setval('restarted', 7, false)", "nextval('restarted')", "nextval('\"Other Schema\".stepping')", "setval('book_id_seq', 1000)")}",
        28 => "UPDATE dropped_column SET a = a + 1",
        29 => "CREATE TEMP TABLE temporary (id serial, t text) ON COMMIT PRESERVE ROWS",
        30 => "INSERT INTO temporary (t) SELECT repeat('t', 5000)",
        31 => "DELETE FROM \"Other Schema\".\"Odd \"\"Table\"",
        _ => "SELECT 1/0",
    };

    private string OnSchema() => _chances.Below(21) switch
    {
        0 => $"CREATE TABLE made_{_chances.Name()} (id serial PRIMARY KEY, t text)",
        1 => $"DROP TABLE {_chances.Of("review", "scratch", "made_1", "made_2", "dog")}",
        2 => "ALTER TABLE review ADD COLUMN extra int DEFAULT 5",
        3 => "TRUNCATE review",
        4 => "TRUNCATE author CASCADE",
        5 => "TRUNCATE page RESTART IDENTITY",
        6 => "REFRESH MATERIALIZED VIEW books_of",
        7 => "REFRESH MATERIALIZED VIEW CONCURRENTLY books_of",
        8 => "CREATE INDEX ON book (title)",
        9 => "VACUUM FULL review",
        10 => "SELECT lo_from_bytea(0, 'large')",
        11 => "SELECT lo_unlink(lo_from_bytea(0, 'large'))",
        12 => "COMMENT ON TABLE book IS 'commented'",
        13 => "ALTER SEQUENCE counter INCREMENT 7 RESTART",
        14 => "ANALYZE",
        15 => "VACUUM",
        16 => "ALTER TABLE book DISABLE TRIGGER ALL",
        17 => "CREATE OR REPLACE FUNCTION add_books(n int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        18 => "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'angry'",
        19 => "UPDATE watched SET id = id",
        _ => "DROP SCHEMA \"Other Schema\" CASCADE",
    };
}
