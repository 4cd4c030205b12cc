using System.Diagnostics;
using System.Globalization;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Tests.Fuzz;

/// <summary>Rounds of a fuzzer, each with a seed of its own, and what must hold of the process afterwards.</summary>
/// <remarks>
/// <para><c>FUZZ_SECONDS</c> says how long each fuzzer runs. The first round's seed is then another in every run, and printed; <c>FUZZ_SEED</c> gives it, and each
/// round after it has the next one. With neither set it is a short run from seed 1. What a round does follows from its seed; when the threads do it does not.</para>
/// </remarks>
internal sealed class FuzzRun : IDisposable
{
    private const int DefaultSeconds = 5;
    private const int DefaultRounds = 30;

    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly List<string> _unobserved = [];
    private readonly EventHandler<UnobservedTaskExceptionEventArgs> _onUnobserved;
    private readonly int _rentedBefore = FrameMemory.Rented;

    public FuzzRun()
    {
        _onUnobserved = (_, args) =>
        {
            lock (_lock)
            {
                _unobserved.Add(args.Exception.ToString());
            }
        };
        TaskScheduler.UnobservedTaskException += _onUnobserved;
    }

    /// <summary>The seed of the round that runs.</summary>
    public int Seed { get; private set; } = Number("FUZZ_SEED") ?? (Number("FUZZ_SECONDS") is null ? 1 : Random.Shared.Next(1, 1_000_000_000));

    /// <summary>Runs rounds until the time is over; at least one. A short run ends after some in any case, so that a faster machine plays no others.</summary>
    public void Play(Action<Random> round)
    {
        TestContext.Out.WriteLine($"First seed: {Seed}.");
        long begin = Stopwatch.GetTimestamp();
        TimeSpan limit = TimeSpan.FromSeconds(Number("FUZZ_SECONDS") ?? DefaultSeconds);
        int last = Number("FUZZ_SECONDS") is null ? Seed + DefaultRounds - 1 : int.MaxValue;
        do
        {
            try
            {
                round(new Random(Seed));
            }
            catch (Exception exception)
            {
                TestContext.Out.WriteLine($"Seed {Seed} failed: {exception.Message}\n{exception.StackTrace}");
                throw;
            }

            Count("rounds");
            Seed++;
        }
        while (Stopwatch.GetElapsedTime(begin) < limit && Seed <= last);
        Report();
    }

    public void Count(string what, long howMany = 1)
    {
        lock (_lock)
        {
            _counts[what] = _counts.GetValueOrDefault(what) + howMany;
        }
    }

    /// <summary>Asserts that all memory has come back and that no exception was lost. All that was made in the run has been disposed of.</summary>
    public void Dispose()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        TaskScheduler.UnobservedTaskException -= _onUnobserved;
        Assert.That(_unobserved, Is.Empty);
        Assert.That(FrameMemory.Rented, Is.LessThanOrEqualTo(_rentedBefore), "pooled arrays that did not come back");
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    private void Report()
    {
        foreach ((string what, long howMany) in _counts)
        {
            TestContext.Out.WriteLine($"{what}: {howMany}");
        }
    }
}
