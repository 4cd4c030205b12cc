using System.Data;
using System.Globalization;

namespace NUnit.DbGuard.Tests.Drivers.NpgsqlPrograms;

/// <summary>A program of one to three clients in the calls of Npgsql that a seed determines.</summary>
/// <remarks>
/// Clients take turns, as in the programs of messages: a turn ends outside of any transaction, with its reader closed. Within a turn another client may work on a
/// table of its own. Errors, calls out of place and what is left half done are the point. Left out is what the documentation says one session cannot give.
/// </remarks>
internal sealed class NpgsqlProgram
{
    private const int Keys = 12;

    private static readonly string[] s_clients = ["A", "B", "C"];
    private static readonly string[] s_names = ["p", "q"];

    private readonly Random _random;
    private readonly List<NpgsqlPart> _parts = [];
    private string _client = string.Empty;

    private NpgsqlProgram(int seed) => _random = new(seed);

    public static IReadOnlyList<NpgsqlPart> Of(int seed)
    {
        NpgsqlProgram program = new(seed);
        program.Make();
        return program._parts;
    }

    private void Make()
    {
        int clients = 1 + _random.Next(s_clients.Length);
        int turns = 2 + _random.Next(5);
        for (int turn = 0; turn < turns; turn++)
        {
            _client = s_clients[_random.Next(clients)];
            string other = s_clients.Take(clients).FirstOrDefault(name => name != _client) ?? _client;
            if (other != _client && Chance(4))
            {
                Notify(other);
            }

            int steps = 2 + _random.Next(10);
            for (int step = 0; step < steps; step++)
            {
                if (other != _client && Chance(25))
                {
                    Visit(other);
                }
                else
                {
                    Act();
                }
            }

            _parts.Add(new(IsFixed: true, _client, "end of turn", static client => client.EndTurnAsync()));
        }
    }

    private void Act()
    {
        switch (_random.Next(10))
        {
            case 0 or 1:
                Rows();
                break;
            case 2 or 3:
                Transactions();
                break;
            case 4:
                Batches();
                break;
            case 5:
                Prepared();
                break;
            case 6:
                Copies();
                break;
            case 7:
                Values();
                break;
            case 8:
                Settings();
                break;
            default:
                Others();
                break;
        }
    }

    private void Rows()
    {
        int key = Key();
        switch (_random.Next(8))
        {
            case 0:
                Add($"INSERT account {key}", client => client.ExecuteAsync("INSERT INTO accounts VALUES ($1, $2)", key, key * 10));
                break;
            case 1:
                Add($"INSERT account {key} RETURNING", client => client.ReadAsync(CommandBehavior.Default, "INSERT INTO accounts VALUES ($1, $2) RETURNING *", key, 1));
                break;
            case 2:
                Add("take money", static client => client.ExecuteAsync("UPDATE accounts SET balance = balance - 60 WHERE id <= 2"));
                break;
            case 3:
                Add("accounts", static client => client.ReadAsync(CommandBehavior.Default, "SELECT * FROM accounts ORDER BY id"));
                break;
            case 4:
                Add("one account", client => client.ReadAsync(CommandBehavior.SingleRow, "SELECT * FROM accounts WHERE id > $1 ORDER BY id", key));
                break;
            case 5:
                Add($"DELETE account {key}, now", client => client.ExecuteNow("DELETE FROM accounts WHERE id = $1 RETURNING balance", key));
                break;
            case 6:
                Add("an order", client => client.ReadAsync(CommandBehavior.Default, "INSERT INTO orders (customer_id, total) VALUES ($1, $2) RETURNING id, total", key, key - 1.5m));
                break;
            default:
                int parent = Chance(2) ? key : Key();
                Add($"a part {key} of {parent}", client => client.ExecuteAsync("INSERT INTO parts VALUES ($1, $2)", key, parent));
                break;
        }
    }

    private void Transactions()
    {
        bool isAsync = Chance(2);
        string savepoint = $"s{_random.Next(2)}";
        switch (_random.Next(10))
        {
            case 0 or 1 or 2:
                IsolationLevel level = Chance(4) ? IsolationLevel.Serializable : Chance(4) ? IsolationLevel.RepeatableRead : IsolationLevel.ReadCommitted;
                Add($"begin {level}", client => client.BeginAsync(level, isAsync));
                break;
            case 3 or 4:
                Add("commit", client => client.CommitAsync(isAsync));
                break;
            case 5:
                Add("roll back", client => client.RollBackAsync(isAsync));
                break;
            case 6:
                Add($"save {savepoint}", client => client.SaveAsync(savepoint));
                break;
            case 7:
                Add($"roll back to {savepoint}", client => client.RollBackToAsync(savepoint));
                break;
            case 8:
                Add($"release {savepoint}", client => client.ReleaseAsync(savepoint));
                break;
            default:
                Add("close and open", static client => client.CloseAsync());
                break;
        }
    }

    private void Batches()
    {
        int count = 2 + _random.Next(3);
        bool hasBarriers = Chance(3);
        bool isPrepared = Chance(3);
        (string Sql, object?[] Values)[] commands = [.. Enumerable.Range(0, count).Select(_ => BatchCommand())];
        Add(
            $"batch{(hasBarriers ? " with barriers" : string.Empty)}{(isPrepared ? ", prepared" : string.Empty)}: {string.Join("; ", commands.Select(static command => command.Sql))}",
            client => client.BatchAsync(hasBarriers, isPrepared, commands));
    }

    private (string Sql, object?[] Values) BatchCommand() => _random.Next(6) switch
    {
        0 => ("INSERT INTO accounts VALUES ($1, 5)", [Key()]),
        1 => ("SELECT id, balance FROM accounts WHERE id < $1 ORDER BY id", [Key()]),
        2 => ("UPDATE accounts SET balance = balance + 1", []),
        3 => ("SELECT count(*) FROM customers", []),
        4 => ("SELECT 10 / ($1 - 5)", [Key()]),
        _ => ("DELETE FROM accounts WHERE id > $1", [Key()]),
    };

    private void Prepared()
    {
        string name = s_names[_random.Next(s_names.Length)];
        int value = Key();
        switch (_random.Next(6))
        {
            case 0:
                Add($"prepare {name}: read", client => client.PrepareAsync(name, "SELECT id, balance FROM accounts WHERE id < $1 ORDER BY id"));
                break;
            case 1:
                Add($"prepare {name}: write", client => client.PrepareAsync(name, "INSERT INTO accounts VALUES ($1, 7) RETURNING id"));
                break;
            case 2 or 3 or 4:
                Add($"run {name} {value}", client => client.RunPreparedAsync(name, value));
                break;
            default:
                Add($"unprepare {name}", client => client.UnprepareAsync(name));
                break;
        }
    }

    private void Copies()
    {
        int from = 20 + Key();
        switch (_random.Next(6))
        {
            case 0 or 1:
                int count = 1 + _random.Next(Chance(8) ? 2_000 : 5);
                bool completes = !Chance(4);
                bool fails = Chance(4);
                Add($"import {count} from {from}{(completes ? string.Empty : ", not completed")}{(fails ? ", failing" : string.Empty)}", client => client.ImportAsync(from, count, completes, fails));
                break;
            case 2:
                string text = Chance(3) ? $"{from}\tno number\n" : string.Create(CultureInfo.InvariantCulture, $"{from}\t1\n{from + 1}\t2\n");
                string table = Chance(9) ? "missing" : "accounts";
                Add($"import text of {text.Length} into {table}", client => client.ImportTextAsync(table, text));
                break;
            case 3:
                int most = _random.Next(4);
                Add($"export {most} rows", client => client.ExportAsync("SELECT id FROM accounts ORDER BY id", most));
                break;
            default:
                Add("export text", static client => client.ExportTextAsync("SELECT * FROM accounts ORDER BY id"));
                break;
        }
    }

    private void Values()
    {
        int number = Key();
        string large = new('x', Chance(6) ? 300_000 : 10);
        switch (_random.Next(7))
        {
            case 0:
                Add("values of many types", client => client.ReadAsync(
                    CommandBehavior.Default,
                    "SELECT $1, $2, $3, $4, $5, $6, $7",
                    number,
                    $"text {number}",
                    new DateTime(2024, 2, number, 3, 4, 5, DateTimeKind.Utc),
                    number / 7m,
                    new Guid(number, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
                    new[] { number, 2 },
                    new byte[] { 1, 2, (byte)number }));
                break;
            case 1:
                Add("a large value", client => client.ReadAsync(CommandBehavior.Default, "SELECT length($1), $1", large));
                break;
            case 2:
                Add("a large value, in pieces", client => client.ReadAsync(CommandBehavior.SequentialAccess, "SELECT $1, $2", large, number));
                break;
            case 3:
                Add("customers", static client => client.ReadAsync(CommandBehavior.Default, "SELECT id, name, mood::text, mail, tags, details, stay FROM customers ORDER BY id"));
                break;
            case 4:
                Add("columns and keys", static client => client.ReadAsync(CommandBehavior.KeyInfo | CommandBehavior.SchemaOnly, "SELECT id, name FROM customers"));
                break;
            case 5:
                Add("a file", client => client.ExecuteAsync("INSERT INTO files VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET content = excluded.content", number, new byte[large.Length]));
                break;
            default:
                Add("files", static client => client.ReadAsync(CommandBehavior.Default, "SELECT id, length(content), content FROM files ORDER BY id"));
                break;
        }
    }

    private void Settings()
    {
        int number = Key();
        switch (_random.Next(7))
        {
            case 0:
                Add($"time zone {number}", client => client.ExecuteAsync($"SET TimeZone = 'Etc/GMT+{number}'"));
                break;
            case 1:
                Add("time zone for the transaction", static client => client.ExecuteAsync("SET LOCAL TimeZone = 'Etc/GMT-9'"));
                break;
            case 2:
                Add("search path", static client => client.ExecuteAsync("SET search_path = archive, public"));
                break;
            case 3:
                Add("reset", static client => client.ExecuteAsync("RESET ALL"));
                break;
            case 4:
                Add("customers in the search path", static client => client.ReadAsync(CommandBehavior.Default, "SELECT id, name FROM customers ORDER BY id"));
                break;
            case 5:
                Add($"set_config {number}", client => client.ExecuteAsync("SELECT set_config('shop.tenant', $1, false)", $"{number}"));
                break;
            default:
                Add(
                    "settings",
                    static client => client.ReadAsync(
                        CommandBehavior.Default, "SELECT current_setting('TimeZone'), current_setting('search_path'), coalesce(current_setting('shop.tenant', true), '')"));
                break;
        }
    }

    private void Others()
    {
        int number = Key();
        switch (_random.Next(10))
        {
            case 0:
                Add("an error", static client => client.ExecuteAsync("SELECT 1/0"));
                break;
            case 1:
                Add("a missing table", client => client.ExecuteAsync("SELECT * FROM missing WHERE id = $1", number));
                break;
            case 2:
                Add("a reader left open", static client => client.ReadOneAsync("SELECT i FROM generate_series(1, 300) i"));
                break;
            case 3:
                Add("close the reader", static client => client.CloseReaderAsync());
                break;
            case 4:
                Add("a notice", client => client.ExecuteAsync($"DO $$ BEGIN RAISE NOTICE 'noticed %', {number} USING DETAIL = 'in detail', HINT = 'take care'; END $$"));
                break;
            case 5:
                Add("several statements", client => client.ReadAsync(CommandBehavior.Default, $"SELECT 1 AS a; INSERT INTO accounts VALUES ({number}, 1); SELECT 2 AS b"));
                break;
            case 6:
                Add("a table", client => client.ExecuteAsync($"CREATE TABLE IF NOT EXISTS made_{number} (id int PRIMARY KEY)"));
                break;
            case 7:
                Add("no table", client => client.ExecuteAsync($"DROP TABLE IF EXISTS made_{number}"));
                break;
            case 8:
                Add("a large object", client => client.ReadAsync(CommandBehavior.Default, $"SELECT lo_from_bytea({1000 + number}, 'abc'); SELECT lo_get({1000 + number}); SELECT lo_unlink({1000 + number})"));
                break;
            default:
                string cursor = $"c_{_client}";
                Add("a cursor", client => client.ReadAsync(
                    CommandBehavior.Default, $"DECLARE {cursor} CURSOR FOR SELECT id FROM accounts ORDER BY id; FETCH 2 FROM {cursor}; CLOSE {cursor}"));
                break;
        }
    }

    // Between two turns nobody is in a transaction.
    private void Notify(string other)
    {
        string payload = $"{Key()}";
        string notifying = _client;
        _parts.Add(new(IsFixed: false, other, $"is notified of {payload}", async client =>
        {
            await client.ExecuteAsync($"LISTEN of_{other}");
            await client.Other(notifying).DoAsync(sender => sender.ExecuteAsync($"NOTIFY of_{other}, '{payload}'"));
            await client.AwaitNotificationAsync();
            await client.ExecuteAsync("UNLISTEN *");
        }));
    }

    // Another client's work that is over before the first goes on, on a table that only it knows, and undone: the first may roll back what it is inside of.
    private void Visit(string other) => _parts.Add(new(IsFixed: false, other, "a visit", async client =>
    {
        await client.BeginAsync(IsolationLevel.ReadCommitted, isAsync: true);
        await client.ExecuteAsync($"CREATE TABLE visit_of_{other} (id int)");
        await client.ExecuteAsync($"INSERT INTO visit_of_{other} VALUES ($1)", 1);
        await client.ReadAsync(CommandBehavior.Default, $"SELECT count(*) FROM visit_of_{other}");
        await client.RollBackAsync(isAsync: true);
    }));

    private void Add(string text, Func<ProgramClient, Task> run) => _parts.Add(new(IsFixed: false, _client, text, run));

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    private int Key() => 1 + _random.Next(Keys);
}
