using static NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Frontend;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Programs;

/// <summary>A program of one to three clients that a seed determines.</summary>
/// <remarks>
/// Clients take turns. A turn ends outside of any transaction, so that everything is seen by the next; within a turn another client may open a transaction of its
/// own on rows that the first does not touch, and undo it; before a turn, clients may nest transactions in one another, or one may be notified by another. Everything
/// else is left to chance: errors, unknown names and commands out of place are the point. What one shared session cannot give is left out, but for one program in
/// ten, which may meet a limit if the gateway says so (<see cref="LimitsOf"/>).
/// </remarks>
internal sealed class RandomProgram
{
    private static readonly string[] s_clients = ["A", "B", "C"];

    // Transactions that overlap, isolation levels, deferred constraints of two clients, what currval() remembers, temporary tables of two clients.
    private static readonly string[] s_limits = ["DBG4001", "DBG4002", "DBG4007", "DBG4008", "DBG4010", "DBG4012"];

    private readonly Chances _chances;
    private readonly bool _meetsLimits;
    private readonly List<ProgramPart> _parts = [];
    private int _clients;

    private RandomProgram(int seed)
    {
        _chances = new(seed);
        _meetsLimits = MeetsLimits(seed);
    }

    public static IReadOnlyList<ProgramPart> Of(int seed)
    {
        RandomProgram program = new(seed);
        program.Make();
        return program._parts;
    }

    /// <summary>Codes of the documented limits that a seed's program may meet: from the gateway's report on, what a client sees may differ.</summary>
    public static IReadOnlyList<string> LimitsOf(int seed) => MeetsLimits(seed) ? s_limits : [];

    private static bool MeetsLimits(int seed) => seed % 10 == 0;

    private static WireStep Send(string client, params Outgoing[] messages) =>
        new WireStep(client, StepKind.Send, messages).FieldsMayDiffer(
            messages.Any(static message => message.Text.Contains("DISCARD", StringComparison.Ordinal)) ? "H" : string.Empty,
            "a hint may be added to 25001");

    private void Make()
    {
        _clients = 1 + _chances.Below(s_clients.Length);
        int turns = 3 + _chances.Below(6);
        for (int turn = 0; turn < turns; turn++)
        {
            string client = s_clients[_chances.Below(_clients)];
            if (_clients > 1 && _chances.OneIn(8))
            {
                Nest();
            }

            if (_clients > 1 && _chances.OneIn(6))
            {
                Notify();
            }

            if (_clients > 1 && _meetsLimits && _chances.OneIn(20))
            {
                Overlap();
            }

            bool touchesConstraints = false;
            int steps = 2 + _chances.Below(12);
            for (int step = 0; step < steps; step++)
            {
                if (_clients > 1 && (!touchesConstraints || _meetsLimits) && _chances.OneIn(12))
                {
                    Visit(s_clients.Take(_clients).First(other => other != client));
                }
                else if (_chances.OneIn(15))
                {
                    Pause(client);
                }
                else
                {
                    Outgoing[] messages = _chances.OneIn(5) ? [.. Action(client), .. Action(client), .. Action(client)] : Action(client);

                    // What is deferred is so for the session: who works inside would have it checked, or not.
                    touchesConstraints |= messages.Any(static message => message.Text.Contains("SET CONSTRAINTS", StringComparison.Ordinal));
                    _parts.Add(new(IsFixed: false, Send(client, messages)));
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
            Send(client, [.. Extended($"INSERT INTO {table} VALUES ($1)", _chances.Key()), .. Extended($"INSERT INTO {table} VALUES ($1)", _chances.Key())]),
            Send(client, Query($"SELECT count(*) FROM {table}")),
            Send(client, Query("ROLLBACK"))));
    }

    // Transactions in one another, each on a table of its own, committed from the inside out.
    private void Nest()
    {
        string[] clients = [.. s_clients.Take(_clients)];
        List<WireStep> steps = [];
        foreach (string client in clients)
        {
            steps.Add(Send(client, Query("ROLLBACK; SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE")));
        }

        foreach (string client in clients)
        {
            steps.Add(Send(client, Query("BEGIN")));
            steps.Add(Send(client, Query($"CREATE TABLE IF NOT EXISTS public.nest_of_{client} (id int)")));
            steps.Add(Send(client, Extended($"INSERT INTO public.nest_of_{client} VALUES ($1) RETURNING id", _chances.Key())));
            if (_chances.OneIn(2))
            {
                steps.Add(Send(client, Query($"SAVEPOINT s; INSERT INTO public.nest_of_{client} VALUES (0); SELECT 1/0")));
                steps.Add(Send(client, Query("ROLLBACK TO s")));
            }
        }

        foreach (string client in clients.Reverse())
        {
            steps.Add(Send(client, Query($"SELECT count(*) FROM public.nest_of_{client}; SHOW application_name")));
            steps.Add(Send(client, Query("COMMIT")));
        }

        _parts.Add(new(IsFixed: false, [.. steps]));
    }

    // One client hears of what another commits, and of nothing else. Both are outside of any transaction.
    private void Notify()
    {
        string[] clients = [.. s_clients.Take(_clients)];
        string listening = clients[_chances.Below(_clients)];
        string notifying = clients.First(client => client != listening);
        string first = _chances.Key(), second = _chances.Key();
        (int Count, Outgoing[][] Groups) news = Of(_chances.Below(7));
        _parts.Add(new(
            IsFixed: false,
            [
                Send(listening, Query("LISTEN news")),
                .. news.Groups.Select(group => Send(notifying, group)),
                new WireStep(listening, StepKind.Notifications) { Count = news.Count },
                Send(listening, Query("SELECT 'nothing more'"), Query("UNLISTEN news")),
            ]));

        (int Count, Outgoing[][] Groups) Of(int kind) => kind switch
        {
            0 => (1, [_chances.Either($"NOTIFY news, '{first}'")]),
            1 => (1, [Extended("SELECT pg_notify($1, $2)", "news", first)]),
            2 => (first == second ? 1 : 2, [[Query($"BEGIN; NOTIFY news, '{first}'; NOTIFY news, '{second}'; NOTIFY news, '{first}'; COMMIT")]]),
            3 => (0, [[Query("BEGIN")], Extended("SELECT pg_notify('news', $1)", first), [Query("ROLLBACK")]]),
            4 => (1, [_chances.Either("BEGIN"), _chances.Either($"NOTIFY news, '{first}'"), [Query($"SAVEPOINT s; NOTIFY news, '{second}'"), Query("ROLLBACK TO s")], _chances.Either("COMMIT")]),
            5 => (0, [[Query($"NOTIFY news, '{first}'; SELECT 1/0")]]),
            _ => (first == second ? 1 : 2, [[.. Command("SELECT pg_notify('news', $1)", first), .. Command("SELECT 1"), .. Extended("SELECT pg_notify('news', $1)", second)]]),
        };
    }

    // The one that began first commits first.
    private void Overlap() => _parts.Add(new(
        IsFixed: false,
        [
            .. s_clients.Take(2).Select(static client => Send(client, Query($"BEGIN; CREATE TABLE overlap_of_{client} (id int)"))),
            .. s_clients.Take(2).Select(static client => Send(client, Query("COMMIT"))),
        ]));

    // A group that asks for its answers before its end.
    private void Pause(string client)
    {
        string insert = $"INSERT INTO plain VALUES ({_chances.Key()}, 'paused')";
        WireStep first = Send(client, [.. _chances.OneIn(2) ? Command(insert) : [], Parse("SELECT i FROM generate_series(1, 5) AS i"), Bind(), Execute(rows: 2), Flush()]).Until('s');
        Outgoing[] rest = _chances.Below(4) switch
        {
            0 => [],
            1 => [Execute(rows: 2)],
            2 => [Execute(), .. Command($"INSERT INTO plain VALUES ({_chances.Key()}, 'resumed')")],
            _ => Command("SELECT 1/0"),
        };
        _parts.Add(new(IsFixed: false, first, Send(client, [.. rest, Sync()])));
    }

    private Outgoing[] Action(string client) => _chances.Below(24) switch
    {
        0 or 1 or 2 => RowActions.Plain(_chances),
        3 => RowActions.Copy(_chances),
        4 or 5 => RowActions.Constraints(_chances),
        6 => RowActions.Triggers(_chances),
        7 or 8 or 9 => TransactionActions.Blocks(_chances),
        10 or 11 => TransactionActions.Savepoints(_chances),
        12 or 13 => TransactionActions.Errors(_chances),
        14 or 15 => SettingActions.Settings(_chances),
        16 => _chances.OneIn(3) ? SettingActions.Roles(_chances) : SettingActions.Settings(_chances),
        17 => SettingActions.Notifications(_chances, client),
        18 or 19 => StatementActions.Prepared(_chances),
        20 => StatementActions.Cursors(_chances),
        21 => _chances.OneIn(2) ? SchemaActions.Definitions(_chances) : StatementActions.Cursors(_chances),
        22 => _chances.Below(3) switch
        {
            0 when _clients == 1 || _meetsLimits => SchemaActions.Temporary(_chances, client),
            1 => SchemaActions.LargeObjects(_chances),
            _ => SchemaActions.Definitions(_chances),
        },
        _ => _chances.Below(5) switch
        {
            4 when _meetsLimits => _chances.Either("SHOW transaction_isolation"),
            0 when _clients == 1 || _meetsLimits => SchemaActions.Sequences(_chances),
            1 => [Query(string.Empty)],
            _ => SchemaActions.Routines(_chances),
        },
    };
}
