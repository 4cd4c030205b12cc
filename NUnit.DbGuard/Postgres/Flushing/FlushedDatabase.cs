using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Postgres.Databases;

namespace NUnit.DbGuard.Postgres.Flushing;

/// <summary>A copy of what tests start from, in which one after the other commits what it likes, and what it has touched is put back at its end.</summary>
/// <remarks>
/// <para>Invariant: between two tests it holds the same rows, sequence values and schema as its source. What cannot be put back is said so, and then the copy is
/// of no more use: a fresh one takes its place. So whatever is not understood here costs time, never a baseline.</para>
/// <para>What was touched, the server's own counters tell (<see cref="TouchedRelations"/>), once the sessions that wrote it have handed in what they have
/// counted. New rows are told from old ones by the transactions that wrote them (<see cref="Horizon"/>), and deleted; old ones that are missing are written again,
/// from the source. Rows of the catalogs are only looked at: where they are not the same, the schema is not.</para>
/// </remarks>
internal sealed class FlushedDatabase : IDisposable
{
    // A large table is not kept in memory for the sake of a row.
    private const long MostBytes = 33_554_432;

    private const string Tables = """
        SELECT c.oid, c.reltoastrelid, pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname), pg_catalog.pg_relation_size(c.oid),
            CASE WHEN c.relkind = 'm' THEN 'is a materialized view'
                WHEN EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid AND t.tgenabled IN ('A', 'R')) THEN 'has a trigger that is enabled always'
                WHEN EXISTS (SELECT FROM pg_catalog.pg_rewrite r WHERE r.ev_class = c.oid AND r.ev_enabled IN ('A', 'R')) THEN 'has a rule that is enabled always' END
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'm') AND c.oid >= 16384
        """;

    private const string Sequences = """
        SELECT s.seqrelid, pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname), pg_catalog.pg_sequence_last_value(s.seqrelid)
        FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        """;

    // What was never given out, only the sequence itself tells.
    private const int SequencesAtOnce = 100;

    private const string SetSequences =
        """
        SELECT pg_catalog.count(pg_catalog.setval(s.id, s.value, s.called))
        FROM ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2), pg_catalog.unnest($3)) AS s (id, value, called)
        """;

    // Tables by their names, and the sequences that are theirs.
    private const string Left = """
        WITH named AS (
            SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND c.oid >= 16384 AND (c.relname::text = ANY ($1) OR n.nspname || '.' || c.relname = ANY ($1))),
        parts AS (SELECT oid FROM named UNION SELECT p.relid FROM named, pg_catalog.pg_partition_tree(named.oid) AS p)
        SELECT oid FROM parts
        UNION SELECT d.objid FROM pg_catalog.pg_depend d JOIN parts ON d.refobjid = parts.oid
            WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refclassid = d.classid AND d.deptype IN ('a', 'i')
            AND d.objid IN (SELECT seqrelid FROM pg_catalog.pg_sequence)
        """;

    private const string HidesCounts = """
        SELECT pg_catalog.current_setting('track_counts') <> 'on'
            OR EXISTS (SELECT FROM pg_catalog.pg_db_role_setting, pg_catalog.unnest(setconfig) AS s (setting) WHERE s.setting LIKE 'track_counts=%')
            OR EXISTS (SELECT FROM pg_catalog.pg_proc WHERE oid >= 16384 AND (prosrc LIKE '%track_counts%' OR proconfig::text LIKE '%track_counts%'))
        """;

    private const string AskForOthers = """
        SELECT EXISTS (SELECT FROM pg_catalog.pg_stat_get_backend_idset() AS b (id)
            WHERE pg_catalog.pg_stat_get_backend_dbid(b.id) = $1 AND pg_catalog.pg_stat_get_backend_pid(b.id) <> ALL ($2 || pg_catalog.pg_backend_pid()))
        """;

    private const string CountNow = "SELECT pg_catalog.pg_stat_force_next_flush()";

    private static readonly TimeSpan s_strayLimit = TimeSpan.FromSeconds(1);

    private readonly CopiedDatabase _copy;
    private readonly FlushSession _session;
    private readonly uint _id;
    private readonly Dictionary<uint, TableBaseline> _tables;
    private readonly Dictionary<uint, SequenceBaseline> _sequences;
    private readonly HashSet<uint> _toast;
    private readonly HashSet<uint> _left;
    private readonly TouchedRelations _touched;
    private Horizon _horizon;

    private FlushedDatabase(CopiedDatabase copy, FlushSession session, IReadOnlyList<string> except)
    {
        _copy = copy;
        if (session.Query(FlushSession.Command(HidesCounts), static row => row.GetBoolean(0))[0])
        {
            throw new NotSupportedException("track_counts is, or can be, off, by which the server does not count what is written");
        }

        _session = session;
        _id = session.Query(FlushSession.Command("SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()"), static row => row.GetFieldValue<uint>(0))[0];
        _toast = [];
        _tables = [];
        foreach ((TableBaseline table, uint toast) in session.Query(
            FlushSession.Command(Tables),
            static row => (new TableBaseline(row.GetFieldValue<uint>(0), row.GetString(2), row.GetInt64(3), row.IsDBNull(4) ? null : row.GetString(4)), row.GetFieldValue<uint>(1))))
        {
            _tables.Add(table.Id, table);
            _ = _toast.Add(toast);
        }

        _sequences = ReadSequences(session);
        _left = [.. session.Query(FlushSession.Command(Left, FlushSession.Texts([.. except])), static row => row.GetFieldValue<uint>(0))];
        UnknownTable = except.FirstOrDefault(name => !session.Query(FlushSession.Command(Left, FlushSession.Texts([name])), static _ => true).Contains(true));
        _horizon = Horizon.Of(session.Query(FlushSession.Command(Horizon.Ask), static row => row.GetString(0))[0]);

        // What was read just now is counted before the counters are looked at.
        _ = session.Query(FlushSession.Command(CountNow), static _ => 0);
        _touched = new TouchedRelations(session, _id);
    }

    /// <summary>A table that was to be left as it is and is not there; <see langword="null"/>: all are.</summary>
    public string? UnknownTable { get; }

    /// <summary>Whether it is used no more.</summary>
    public bool IsSpent { get; private set; }

    /// <summary>Looks at a copy that nobody has worked in.</summary>
    /// <param name="copy">The copy.</param>
    /// <param name="except">Tables that are left as they are.</param>
    /// <param name="obstacle">Why nothing can be put back in it.</param>
    public static FlushedDatabase? TryOpen(CopiedDatabase copy, IReadOnlyList<string> except, out string? obstacle)
    {
        FlushSession? session = null;
        try
        {
            session = FlushSession.Open(copy.ConnectionString);
            obstacle = null;
            return new FlushedDatabase(copy, session, except);
        }
        catch (Exception cause) when (IsOfServer(cause) || cause is NotSupportedException)
        {
            session?.Dispose();
            obstacle = cause is PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege }
                ? $"the server's user may not set session_replication_role ({cause.Message})"
                : cause.Message;
            return null;
        }
    }

    /// <summary>Puts back what was touched. All sessions of clients have ended or are parked.</summary>
    /// <param name="parked">The numbers of the server's processes that are parked.</param>
    /// <returns><see langword="null"/>, or why it is no longer what tests start from.</returns>
    public string? TryRestore(IReadOnlyCollection<int> parked)
    {
        try
        {
            (bool hasOthers, DatabaseCounters now) = Look(parked);
            if (hasOthers)
            {
                if (FindStray(parked) is { } stray)
                {
                    return stray;
                }

                // Those that have gone meanwhile have counted meanwhile.
                (_, now) = Look(parked);
            }

            return FindObstacle(now) ?? Restore(now);
        }
        catch (Exception cause) when (IsOfServer(cause))
        {
            return cause.Message;
        }
    }

    public void Dispose()
    {
        IsSpent = true;
        _session.Dispose();
    }

    // The last: the connection was cut, and is closed.
    private static bool IsOfServer(Exception exception) => exception is NpgsqlException or TimeoutException or IOException or InvalidOperationException or DatabaseSetUpException;

    private static Dictionary<uint, SequenceBaseline> ReadSequences(FlushSession session)
    {
        Dictionary<uint, SequenceBaseline> sequences = [];
        List<(uint Id, string Name)> notCalled = [];
        foreach ((uint id, string name, long? last) in session.Query(
            FlushSession.Command(Sequences), static row => (row.GetFieldValue<uint>(0), row.GetString(1), row.IsDBNull(2) ? (long?)null : row.GetInt64(2))))
        {
            if (last is { } value)
            {
                sequences.Add(id, new(id, value, IsCalled: true));
            }
            else
            {
                notCalled.Add((id, name));
            }
        }

        foreach ((uint Id, string Name)[] chunk in notCalled.Chunk(SequencesAtOnce))
        {
            string sql = string.Join(
                " UNION ALL ", chunk.Select(static sequence => $"SELECT {sequence.Id.ToString(CultureInfo.InvariantCulture)}::oid, last_value, is_called FROM {sequence.Name}"));
            foreach (SequenceBaseline sequence in session.Query(
                FlushSession.Command(sql), static row => new SequenceBaseline(row.GetFieldValue<uint>(0), row.GetInt64(1), row.GetBoolean(2))))
            {
                sequences.Add(sequence.Id, sequence);
            }
        }

        return sequences;
    }

    // First who is there, the server's own included: whoever is no more has counted all that it has written. By their numbers, because a parked one may have gone.
    private (bool HasOthers, DatabaseCounters Counters) Look(IReadOnlyCollection<int> parked)
    {
        bool hasOthers = false;
        DatabaseCounters? counters = null;
        NpgsqlParameter known = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer, Value = parked.ToArray() };
        _session.Run([FlushSession.Command(AskForOthers, FlushSession.Id(_id), known), _touched.Ask()], reader =>
        {
            _ = reader.Read();
            hasOthers = reader.GetBoolean(0);
            _ = reader.NextResult();
            counters = DatabaseCounters.Read(reader);
        });
        return (hasOthers, counters!);
    }

    private string? FindObstacle(DatabaseCounters now) =>
        now.HasPrepared ? "a transaction was prepared and left"
        : _touched.HasOtherState(now) ? "the server's statistics were reset, or settings of the database itself were changed"
        : null;

    // One that has just been told to end may still be there, and the server's own are no reason.
    private string? FindStray(IReadOnlyCollection<int> parked)
    {
        long begin = TimeProvider.System.GetTimestamp();
        while (true)
        {
            List<string> strays = [.. _session.Query(
                FlushSession.Command(
                    """
                    SELECT pid, coalesce(application_name, ''), coalesce(query, ''), '', coalesce(state, '') FROM pg_catalog.pg_stat_activity
                    WHERE datid = $1 AND backend_type = 'client backend' AND pid <> pg_catalog.pg_backend_pid()
                    """,
                    FlushSession.Id(_id)),
                static row => new DatabaseSession(row.GetInt32(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4)))
                .Where(session => !parked.Contains(session.Id)).Select(static session => session.ToString())];
            if (strays.Count == 0)
            {
                return null;
            }

            if (TimeProvider.System.GetElapsedTime(begin) > s_strayLimit)
            {
                return $"connected past the gateway: {string.Join("; ", strays)}";
            }

            Thread.Sleep(5);
        }
    }

    private string? Restore(DatabaseCounters now)
    {
        Dictionary<uint, RowCounts> relations = _touched.FindRelations(now);
        HashSet<uint> sequences = _touched.FindSequences(now);
        if (relations.Count == 0 && sequences.Count == 0)
        {
            return null;
        }

        List<TableBaseline> tables = [];
        List<uint> catalogs = [];
        foreach (uint id in relations.Keys)
        {
            if (_tables.TryGetValue(id, out TableBaseline? table))
            {
                if (!_left.Contains(id))
                {
                    tables.Add(table);
                }
            }
            else if (!_toast.Contains(id))
            {
                catalogs.Add(id);
            }
        }

        // A table that cannot be written may be as it was: what has been rolled back was counted too. But it is too rare to look.
        string? obstacle = tables.Find(static table => table.Obstacle is not null) is { } fixedTable ? $"{fixedTable.Name} {fixedTable.Obstacle}"
            : sequences.FirstOrDefault(id => !_sequences.ContainsKey(id)) is not 0 ? "a sequence was created"
            : catalogs.Count > 0 ? CatalogCheck.FindDifference(_session, _copy, catalogs, _horizon)
            : null;
        if (obstacle is not null)
        {
            return obstacle;
        }

        obstacle = LearnRows([.. tables.Where(table => table.HasRows && relations[table.Id].HasChangedRows)], out List<(TableBaseline Table, string[] Places)> missing);
        if (obstacle is null)
        {
            Write(relations.Keys, tables, missing, sequences);
        }

        return obstacle;
    }

    // Which rows of the tables are missing.
    private string? LearnRows(List<TableBaseline> tables, out List<(TableBaseline Table, string[] Places)> missing)
    {
        missing = [];
        List<TableBaseline> unknown = tables.FindAll(static table => table.Rows is null);
        if (unknown.Find(static table => table.Size > MostBytes) is { } large)
        {
            return $"rows of {large.Name} were changed, which has {large.Size / 1_048_576} MB";
        }

        if (unknown.Count > 0)
        {
            _copy.ReadSource(connectionString => Learn(connectionString, unknown));
        }

        if (tables.Count == 0)
        {
            return null;
        }

        List<(TableBaseline, string[])> found = [];
        _session.Run(
            [.. tables.Select(table => FlushSession.Command(table.AskForRemaining, FlushSession.Text(_horizon.ToString())))],
            reader =>
            {
                foreach (TableBaseline table in tables)
                {
                    HashSet<string> left = [.. table.Rows!.Keys];
                    while (reader.Read())
                    {
                        _ = left.Remove(reader.GetString(0));
                    }

                    if (left.Count > 0)
                    {
                        found.Add((table, [.. left]));
                    }

                    _ = reader.NextResult();
                }
            });
        missing = found;
        return null;
    }

    private static void Learn(string connectionString, List<TableBaseline> tables)
    {
        using FlushSession source = FlushSession.Open(connectionString);
        foreach (TableBaseline table in tables)
        {
            List<string> columns = source.Query(FlushSession.Command(TableBaseline.AskForColumns, FlushSession.Id(table.Id)), static row => row.GetString(0));
            Dictionary<string, string> rows = source.Query(FlushSession.Command(table.AskForRows), static row => (Place: row.GetString(0), Row: row.GetString(1)))
                .ToDictionary(static row => row.Place, static row => row.Row);
            table.Learn(columns, rows);
        }
    }

    // Deletes what has come, writes what is missing, and sets sequences back.
    private void Write(IReadOnlyCollection<uint> relations, List<TableBaseline> tables, List<(TableBaseline Table, string[] Places)> missing, HashSet<uint> sequences)
    {
        List<NpgsqlBatchCommand> flight = [];
        foreach (TableBaseline table in tables)
        {
            flight.Add(table.HasRows ? FlushSession.Command(table.Delete, FlushSession.Text(_horizon.ToString())) : FlushSession.Command(table.Delete));
        }

        foreach ((TableBaseline table, string[] places) in missing)
        {
            flight.Add(FlushSession.Command(table.Insert!, FlushSession.Texts([.. places.Select(place => table.Rows![place])])));
        }

        SequenceBaseline[] baselines = [.. sequences.Where(id => !_left.Contains(id)).Select(id => _sequences[id])];
        if (baselines.Length > 0)
        {
            flight.Add(FlushSession.Command(
                SetSequences,
                FlushSession.Ids([.. baselines.Select(static sequence => sequence.Id)]),
                new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint, Value = baselines.Select(static sequence => sequence.Value).ToArray() },
                new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Boolean, Value = baselines.Select(static sequence => sequence.IsCalled).ToArray() }));
        }

        // What is written here is counted when the transaction has ended, and only then looked at.
        NpgsqlBatchCommand last = FlushSession.Command(CountNow);
        last.AppendErrorBarrier = true;
        flight.Add(last);
        _touched.Remember(relations, sequences);
        flight.Add(_touched.Ask());
        DatabaseCounters? after = null;
        _session.Run(flight, reader =>
        {
            foreach ((TableBaseline table, string[] places) in missing)
            {
                string[] written = new string[places.Length];
                for (int i = 0; i < written.Length; i++)
                {
                    _ = reader.Read();
                    written[i] = reader.GetString(0);
                    _horizon = Horizon.Behind(reader.GetString(1));
                }

                table.Move(places, written);
                _ = reader.NextResult();
            }

            if (baselines.Length > 0)
            {
                _ = reader.NextResult();
            }

            _ = reader.NextResult();
            after = DatabaseCounters.Read(reader);
        });
        _touched.Restart(after!);
    }
}
