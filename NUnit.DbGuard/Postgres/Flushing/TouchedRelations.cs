using Npgsql;

namespace NUnit.DbGuard.Postgres.Flushing;

/// <summary>Finds the relations and sequences of a database that have been written since the last time, without asking about all that there are.</summary>
/// <remarks>
/// Asked about are those that were touched lately. The server also counts for the database as a whole, and no count ever gets smaller: if what those few have
/// gained is what all together have gained, no other was touched. Only else are all asked about. So what a test did not touch costs nothing, and nothing is
/// missed: triggers, cascades, functions and other processes write under the same counters, and a change of the schema is rows in the catalogs.
/// </remarks>
internal sealed class TouchedRelations
{
    private const int MostRecent = 64;

    // Those that never counted are left out. Toast tables count by themselves, and into the sum.
    private const string AllRelations = """
        SELECT c.oid, c.inserted, c.updated, c.deleted FROM (
            SELECT oid, pg_catalog.pg_stat_get_tuples_inserted(oid) AS inserted, pg_catalog.pg_stat_get_tuples_updated(oid) AS updated,
                pg_catalog.pg_stat_get_tuples_deleted(oid) AS deleted FROM pg_catalog.pg_class WHERE relkind IN ('r', 'm', 't')) AS c
        WHERE c.inserted + c.updated + c.deleted > 0
        """;

    private const string AllSequences = """
        SELECT s.seqrelid, s.reads FROM (SELECT seqrelid, pg_catalog.pg_stat_get_blocks_fetched(seqrelid) AS reads FROM pg_catalog.pg_sequence) AS s
        WHERE s.reads > 0
        """;

    private readonly Dictionary<uint, RowCounts> _relations = [];
    private readonly Dictionary<uint, long> _sequences = [];
    private readonly FlushSession _session;
    private readonly uint _database;
    private uint[] _recentRelations = [];
    private uint[] _recentSequences = [];
    private DatabaseCounters _before;

    /// <param name="session">A session at the database, as tests start from it, and nobody else connected.</param>
    /// <param name="database">The server's number for it.</param>
    public TouchedRelations(FlushSession session, uint database)
    {
        _session = session;
        _database = database;
        foreach ((uint id, RowCounts counts) in ReadRelations())
        {
            _relations[id] = counts;
        }

        foreach ((uint id, long reads) in ReadSequences())
        {
            _sequences[id] = reads;
        }

        DatabaseCounters? now = null;
        session.Run([Ask()], reader => now = DatabaseCounters.Read(reader));
        _before = now!;
    }

    /// <summary>What asks for the counters.</summary>
    public NpgsqlBatchCommand Ask() => DatabaseCounters.Ask(_database, _recentRelations, _recentSequences);

    /// <summary>Whether the counters were set back, or something set for the database itself.</summary>
    public bool HasOtherState(DatabaseCounters now) => now.State != _before.State;

    /// <summary>Which relations were written, and how much.</summary>
    public Dictionary<uint, RowCounts> FindRelations(DatabaseCounters now)
    {
        Dictionary<uint, RowCounts> touched = [];
        RowCounts sum = default;
        for (int i = 0; i < _recentRelations.Length; i++)
        {
            Note(_recentRelations[i], now.Relations[i]);
        }

        if (sum != now.Database - _before.Database)
        {
            touched.Clear();
            foreach ((uint id, RowCounts counts) in ReadRelations())
            {
                Note(id, counts);
            }
        }

        return touched;

        void Note(uint id, RowCounts counts)
        {
            RowCounts gained = counts - _relations.GetValueOrDefault(id);
            sum += gained;
            if (gained != default)
            {
                touched.Add(id, gained);
            }
        }
    }

    /// <summary>Which sequences were read, and so may have been written.</summary>
    public HashSet<uint> FindSequences(DatabaseCounters now)
    {
        HashSet<uint> touched = [];
        long sum = 0;
        for (int i = 0; i < _recentSequences.Length; i++)
        {
            Note(_recentSequences[i], now.Sequences[i]);
        }

        if (sum != now.SequenceReads - _before.SequenceReads)
        {
            touched.Clear();
            foreach ((uint id, long reads) in ReadSequences())
            {
                Note(id, reads);
            }
        }

        return touched;

        void Note(uint id, long reads)
        {
            long gained = reads - _sequences.GetValueOrDefault(id);
            sum += gained;
            if (gained != 0)
            {
                _ = touched.Add(id);
            }
        }
    }

    /// <summary>Has those that were touched now asked about first; before <see cref="Ask"/>.</summary>
    public void Remember(IReadOnlyCollection<uint> relations, IReadOnlyCollection<uint> sequences)
    {
        _recentRelations = [.. relations.Concat(_recentRelations).Distinct().Take(Math.Max(MostRecent, relations.Count))];
        _recentSequences = [.. sequences.Concat(_recentSequences).Distinct().Take(Math.Max(MostRecent, sequences.Count))];
    }

    /// <summary>From here on is counted: all that was touched has been put back, and these are the counters afterwards.</summary>
    public void Restart(DatabaseCounters now)
    {
        for (int i = 0; i < _recentRelations.Length; i++)
        {
            _relations[_recentRelations[i]] = now.Relations[i];
        }

        for (int i = 0; i < _recentSequences.Length; i++)
        {
            _sequences[_recentSequences[i]] = now.Sequences[i];
        }

        _before = now;
    }

    private List<(uint Id, RowCounts Counts)> ReadRelations() => _session.Query(
        FlushSession.Command(AllRelations),
        static row => (row.GetFieldValue<uint>(0), new RowCounts(row.GetInt64(1), row.GetInt64(2), row.GetInt64(3))));

    private List<(uint Id, long Reads)> ReadSequences() => _session.Query(
        FlushSession.Command(AllSequences), static row => (row.GetFieldValue<uint>(0), row.GetInt64(1)));
}
