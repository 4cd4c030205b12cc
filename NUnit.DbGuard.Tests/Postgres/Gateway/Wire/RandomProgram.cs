using static NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Frontend;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>A program of one to three clients that a seed determines.</summary>
/// <remarks>
/// Clients take turns. A turn ends outside of any transaction, so that everything is seen by the next; within a turn another client may open a transaction of its
/// own on rows that the first does not touch, and undo it. Everything else is left to chance: errors, unknown names and commands out of place are the point.
/// </remarks>
internal sealed class RandomProgram
{
    private const int Names = 3;
    private const int Keys = 12;

    private static readonly string[] s_clients = ["A", "B", "C"];

    private readonly Random _random;
    private readonly List<ProgramPart> _parts = [];

    private RandomProgram(int seed) => _random = new(seed);

    public static IReadOnlyList<ProgramPart> Of(int seed)
    {
        RandomProgram program = new(seed);
        program.Make();
        return program._parts;
    }

    private static WireStep Send(string client, params Outgoing[] messages) =>
        new WireStep(client, StepKind.Send, messages).FieldsMayDiffer(
            messages.Any(static message => message.Text.Contains("DISCARD", StringComparison.Ordinal)) ? "H" : string.Empty,
            "a hint may be added to 25001");

    private void Make()
    {
        int clients = 1 + _random.Next(s_clients.Length);
        int turns = 3 + _random.Next(6);
        for (int turn = 0; turn < turns; turn++)
        {
            string client = s_clients[_random.Next(clients)];
            int steps = 2 + _random.Next(12);
            for (int step = 0; step < steps; step++)
            {
                if (clients > 1 && Chance(12))
                {
                    Visit(s_clients.Take(clients).First(other => other != client));
                }
                else
                {
                    _parts.Add(new(IsFixed: false, Send(client, Chance(5) ? [.. Action(client), .. Action(client), .. Action(client)] : Action(client))));
                }
            }

            _parts.Add(new(IsFixed: true, Send(client, Query("ROLLBACK"))));
        }
    }

    // A transaction of another client that is over before the first goes on; its table is its own, so that neither sees the other.
    private void Visit(string client)
    {
        string table = $"visit_of_{client}";
        _parts.Add(new(
            IsFixed: false,
            Send(client, Query("BEGIN")),
            Send(client, Query($"CREATE TABLE {table} (id int PRIMARY KEY)")),
            Send(client, [.. Extended($"INSERT INTO {table} VALUES ($1)", Key()), .. Extended($"INSERT INTO {table} VALUES ($1)", Key())]),
            Send(client, Query($"SELECT count(*) FROM {table}")),
            Send(client, Query("ROLLBACK"))));
    }

    private Outgoing[] Action(string client) => _random.Next(10) switch
    {
        0 or 1 => Rows(),
        2 or 3 => Transaction(),
        4 => Errors(),
        5 => Settings(),
        6 => Statements(),
        7 => Cursors(),
        8 => Constraints(),
        _ => Others(client),
    };

    private Outgoing[] Rows() => _random.Next(9) switch
    {
        0 => [Query($"INSERT INTO plain VALUES ({Key()}, 'simple')")],
        1 => Extended("INSERT INTO plain VALUES ($1, $2)", Key(), "extended"),
        2 => [.. Command("INSERT INTO plain VALUES ($1, $2)", Key(), "batch"), .. Extended("INSERT INTO plain VALUES ($1, $2) RETURNING *", Key(), "batch")],
        3 => [Query($"UPDATE plain SET value = value || '+' WHERE id < {Key()}")],
        4 => Extended("DELETE FROM plain WHERE id = $1", Key()),
        5 => [Query($"INSERT INTO plain VALUES ({Key()}, 'first'); INSERT INTO plain VALUES ({Key()}, 'second')")],
        6 => [Query("COPY plain FROM STDIN"), CopyData($"{Key()}\tcopied\n"), CopyDone()],
        7 => Extended("SELECT * FROM plain ORDER BY id"),
        _ => [Query("SELECT * FROM plain ORDER BY id")],
    };

    private Outgoing[] Transaction() => _random.Next(14) switch
    {
        0 or 1 => [Query("BEGIN")],
        2 => Extended("BEGIN"),
        3 => [Query($"INSERT INTO plain VALUES ({Key()}, 'before'); BEGIN; INSERT INTO plain VALUES ({Key()}, 'within')")],
        4 => [Query("COMMIT")],
        5 => Extended("COMMIT"),
        6 => [Query($"COMMIT; INSERT INTO plain VALUES ({Key()}, 'after')")],
        7 => [Query(Chance(2) ? "ROLLBACK" : "ROLLBACK AND CHAIN")],
        8 => Extended("ROLLBACK"),
        9 => [Query($"SAVEPOINT s{Name()}")],
        10 => Extended($"SAVEPOINT s{Name()}"),
        11 => [Query($"RELEASE s{Name()}")],
        12 => [Query($"ROLLBACK TO s{Name()}")],
        _ => [Query("COMMIT AND CHAIN")],
    };

    private Outgoing[] Errors() => _random.Next(6) switch
    {
        0 => [Query("SELECT 1/0")],
        1 => [Query("SELEC")],
        2 => Extended("SELECT * FROM missing"),
        3 => [Query($"INSERT INTO plain VALUES ({Key()}, 'lost'); SELECT 1/0")],
        4 => [.. Command("INSERT INTO plain VALUES ($1, 'lost')", Key()), .. Extended("SELECT 1/0")],
        _ => [BindTo("missing", string.Empty), Execute(), Sync()],
    };

    private Outgoing[] Settings() => _random.Next(8) switch
    {
        0 => [Query($"SET TimeZone = 'Etc/GMT+{Name()}'")],
        1 => [Query($"SET LOCAL TimeZone = 'Etc/GMT-{Name()}'")],
        2 => Extended("SELECT set_config('application_name', $1, $2::bool)", $"n{Name()}", Chance(2) ? "true" : "false"),
        3 => [Query("RESET TimeZone")],
        4 => [Query("SET search_path = other, public")],
        5 => [Query("RESET ALL")],
        6 => [Query("DISCARD ALL")],
        _ => [Query("SELECT current_setting('TimeZone'), current_setting('application_name'), current_setting('search_path')")],
    };

    private Outgoing[] Statements() => _random.Next(8) switch
    {
        0 => [Parse($"SELECT {Name()}, $1::int", $"p{Name()}"), Sync()],
        1 => [Parse("INSERT INTO plain VALUES ($1, 'prepared')", $"p{Name()}"), Sync()],
        2 or 3 => [BindTo($"p{Name()}", string.Empty, Key()), DescribePortal(), Execute(), Sync()],
        4 => [CloseStatement($"p{Name()}"), Sync()],
        5 => [Query($"PREPARE p{Name()} AS SELECT $1::int + 1")],
        6 => [Query($"EXECUTE p{Name()} ({Key()})")],
        _ => [Query(Chance(4) ? "DEALLOCATE ALL" : $"DEALLOCATE p{Name()}")],
    };

    private Outgoing[] Cursors() => _random.Next(6) switch
    {
        0 => [Query($"DECLARE c{Name()} CURSOR {(Chance(3) ? "WITH HOLD" : string.Empty)} FOR SELECT id FROM plain ORDER BY id")],
        1 or 2 => [Query($"FETCH 2 FROM c{Name()}")],
        3 => [Query($"CLOSE c{Name()}")],
        4 => [Parse("SELECT i FROM generate_series(1, 5) AS i"), BindTo(string.Empty, $"c{Name()}"), Execute($"c{Name()}", 2), Sync()],
        _ => [Execute($"c{Name()}", 2), Sync()],
    };

    private Outgoing[] Constraints() => _random.Next(6) switch
    {
        0 or 1 => [Query($"INSERT INTO page VALUES ({Key()}, {1 + _random.Next(4)})")],
        2 => Extended("INSERT INTO note VALUES ($1, $2)", Key(), $"{1 + _random.Next(4)}"),
        3 => [Query("SET CONSTRAINTS ALL DEFERRED")],
        4 => [Query("SET CONSTRAINTS ALL IMMEDIATE")],
        _ => [Query("UPDATE slot SET position = 3 - position WHERE position < 3")],
    };

    private Outgoing[] Others(string client) => _random.Next(8) switch
    {
        0 => [Query("SELECT nextval('counter')")],
        1 => [Query("SELECT currval('counter')")],
        2 => [Query($"LISTEN of_{client}")],
        3 => [Query($"NOTIFY of_{client}, '{Key()}'")],
        4 => [Query($"CREATE TABLE IF NOT EXISTS made{Name()} (id int)")],
        5 => [Query($"DROP TABLE IF EXISTS made{Name()}")],
        6 => [Query(string.Empty)],
        _ => [Query("SELECT tolerant(3), noisy(1)")],
    };

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    private int Name() => 1 + _random.Next(Names);

    private string Key() => $"{1 + _random.Next(Keys)}";
}
