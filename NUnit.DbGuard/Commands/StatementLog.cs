using System.Diagnostics;

namespace NUnit.DbGuard.Commands;

/// <summary>What the databases of one test were asked to run, by whomever, in the test's work on them.</summary>
/// <remarks>
/// <para>Owned by the test's scope, closed at its end; what comes later is dropped. Statements are added from any thread.</para>
/// <para>It is bounded: a test that runs more has its first and its last statements here, and their number.</para>
/// </remarks>
internal sealed class StatementLog
{
    /// <summary>How many of its first statements are kept, and how many of its last.</summary>
    public const int Kept = 100;

    // To look for a statement's place takes some ten microseconds.
    private const int Placed = 32;

    // Each holds a stack.
    private const int MostPlaced = 1_000;
    private const int MostTexts = 1_000;

    private readonly Lock _lock = new();
    private List<LoggedStatement>? _first;
    private Queue<LoggedStatement>? _last;
    private List<PlacedCommand>? _places;
    private Dictionary<string, int>? _queries;
    private List<StatementWatch>? _watches;
    private int _total;
    private int _placed;
    private bool _isClosed;
    private long _ticks;

    /// <summary>How many have run, without those that do not count.</summary>
    public int Count { get; private set; }

    /// <summary>How long all of them ran.</summary>
    public TimeSpan Time => TimeSpan.FromSeconds(Interlocked.Read(ref _ticks) / (double)Stopwatch.Frequency);

    /// <summary>How many are between the first and the last that are kept.</summary>
    public int Skipped => _total - (_first?.Count ?? 0) - (_last?.Count ?? 0);

    /// <summary>Whether the places of many are looked for, and not only those of the first ones: somebody wants to know them.</summary>
    public bool PlacesAll { get; set; }

    /// <summary>Whether the next one's place is to be looked for.</summary>
    public bool WantsPlace => !_isClosed && Volatile.Read(ref _placed) < (PlacesAll ? MostPlaced : Placed);

    /// <summary>Whether a query has run before, and so often that its place is of interest, and not so often that it is known.</summary>
    public bool IsRepeated(string sql)
    {
        lock (_lock)
        {
            return !_isClosed && _queries?.GetValueOrDefault(sql) is >= 2 and < 12;
        }
    }

    public void Add(LoggedStatement statement)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }

            foreach (StatementWatch watch in _watches ?? [])
            {
                watch.Add(statement);
            }

            statement.Log = this;
            Count += statement.IsControl ? 0 : 1;
            _total++;
            _placed += statement.Place is null ? 0 : 1;
            if (RepeatedQuery.MayBe(statement))
            {
                CountText(statement.Sql);
            }

            _first ??= [];
            if (_first.Count < Kept)
            {
                _first.Add(statement);
                return;
            }

            _last ??= new(Kept);
            if (_last.Count == Kept)
            {
                _ = _last.Dequeue();
            }

            _last.Enqueue(statement);
        }
    }

    /// <summary>Hands over what is added from now on, until the result is disposed.</summary>
    public StatementWatch Watch()
    {
        StatementWatch watch = new(this);
        lock (_lock)
        {
            (_watches ??= []).Add(watch);
        }

        return watch;
    }

    public void Unwatch(StatementWatch watch)
    {
        lock (_lock)
        {
            _ = _watches?.Remove(watch);
        }
    }

    /// <summary>Keeps where a driver was asked for a command, whose text and client it will tell.</summary>
    public void AddPlace(PlacedCommand command)
    {
        lock (_lock)
        {
            if (!_isClosed)
            {
                _placed++;
                (_places ??= []).Add(command);
            }
        }
    }

    /// <summary>Adds what one of them took.</summary>
    public void AddTime(long ticks) => _ = Interlocked.Add(ref _ticks, ticks);

    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
        }
    }

    /// <summary>Those that are kept: the first, and the last.</summary>
    public (IReadOnlyList<LoggedStatement> First, IReadOnlyList<LoggedStatement> Last) Statements()
    {
        lock (_lock)
        {
            return (_first is null ? [] : [.. _first], _last is null ? [] : [.. _last]);
        }
    }

    /// <summary>The places that drivers' events tell.</summary>
    public IReadOnlyList<PlacedCommand> Places()
    {
        lock (_lock)
        {
            return _places is null ? [] : [.. _places];
        }
    }

    /// <summary>The texts of the queries, and how often each has run.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> Queries()
    {
        lock (_lock)
        {
            return _queries is null ? [] : [.. _queries];
        }
    }

    private void CountText(string sql)
    {
        _queries ??= new(StringComparer.Ordinal);
        if (_queries.TryGetValue(sql, out int times) || _queries.Count < MostTexts)
        {
            _queries[sql] = times + 1;
        }
    }
}
