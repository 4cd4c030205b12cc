namespace NUnit.DbGuard.Benchmarks.Measuring;

/// <summary>The two workers, and how their tests alternate.</summary>
internal sealed class Laboratory : IDisposable
{
    private const int WarmUpTests = 120;
    private const int TestsPerRound = 20;

    // Time for the runtime to replace what the warm-up has found to be hot.
    private static readonly TimeSpan s_compilation = TimeSpan.FromMilliseconds(250);

    private readonly WorkerProcess _guarded = WorkerProcess.Start(guarded: true);
    private readonly WorkerProcess _unguarded = WorkerProcess.Start(guarded: false);
    private readonly HashSet<string> _warm = new(StringComparer.Ordinal);

    /// <summary>Whether figures for a first glance are enough.</summary>
    public required bool IsQuick { get; init; }

    /// <summary>Runs every lane in turn, forwards and backwards, until each has run its tests.</summary>
    /// <param name="lanes">The lanes.</param>
    /// <param name="isLong">Whether a test takes milliseconds: fewer are run then.</param>
    public Figures[] Compare(IReadOnlyList<Lane> lanes, bool isLong = false)
    {
        foreach (Lane lane in lanes)
        {
            WarmUp(lane, isLong);
        }

        int tests = isLong && IsQuick ? TestsPerRound / 4 : TestsPerRound;
        int rounds = (isLong, IsQuick) switch
        {
            (false, false) => 36,
            (true, false) => 16,
            (false, true) => 10,
            (true, true) => 4,
        };
        List<Sample[]>[] results = [.. lanes.Select(static _ => new List<Sample[]>())];
        for (int round = 0; round < rounds; round++)
        {
            for (int step = 0; step < lanes.Count; step++)
            {
                int lane = round % 2 == 0 ? step : lanes.Count - 1 - step;
                results[lane].Add(Run(lanes[lane], tests));
            }
        }

        return [.. results.Select(static rounds => new Figures(rounds))];
    }

    /// <summary>Makes a database so many times on each side.</summary>
    public (Figures Guarded, Figures Unguarded) CompareCreation(string database)
    {
        List<Sample[]> guarded = [];
        List<Sample[]> unguarded = [];
        for (int round = -1; round < (IsQuick ? 3 : 9); round++)
        {
            Sample[] with = _guarded.Ask($"create {database} {Bodies.Place.Configured.Name}");
            Sample[] without = _unguarded.Ask($"create {database} {Bodies.Place.Memory.Name}");
            if (round >= 0)
            {
                guarded.Add(with);
                unguarded.Add(without);
            }
        }

        return (new Figures(guarded), new Figures(unguarded));
    }

    public void Dispose()
    {
        _guarded.Dispose();
        _unguarded.Dispose();
    }

    private void WarmUp(Lane lane, bool isLong)
    {
        if (_warm.Add($"{lane.Guarded} {lane.Scenario} {lane.Place.Name}"))
        {
            _ = Run(lane, !isLong ? WarmUpTests : IsQuick ? 2 : TestsPerRound / 2);
            Thread.Sleep(IsQuick ? s_compilation / 4 : s_compilation);
            _ = Run(lane, IsQuick ? 2 : TestsPerRound / 2);
        }
    }

    private Sample[] Run(Lane lane, int count) => (lane.Guarded ? _guarded : _unguarded).Ask($"run {lane.Scenario} {lane.Place.Name} {count}");
}
