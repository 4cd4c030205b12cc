using System.Diagnostics;
using System.Globalization;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>Plays the programs of as many seeds as were asked for, one after the other.</summary>
/// <remarks>
/// The environment variable <c>WIRE_PROGRAMS</c> says how many, <c>WIRE_SEED</c> from which seed on, which is printed. Without them some are the same in each
/// run, from seed 1, and some are new. A run goes on after a failure, so that a long one finds more than one, up to a limit: making a program smaller takes much
/// longer than playing it.
/// </remarks>
internal static class ProgramRun
{
    private const int MostFailures = 10;

    /// <param name="count">How many, if nothing else is asked for.</param>
    /// <param name="newCount">How many more then, from a seed that is another in each run.</param>
    /// <param name="find">The complaint about a seed's program, or null.</param>
    /// <param name="countAtLimits">How many have met a documented limit so far, and were told so.</param>
    public static void Play(int count, int newCount, Func<int, string?> find, Func<int> countAtLimits)
    {
        int? first = Asked("WIRE_SEED"), asked = Asked("WIRE_PROGRAMS");
        List<string> complaints = [];
        Play(first ?? 1, asked ?? count, find, countAtLimits, complaints);
        if (first is null && asked is null && newCount > 0)
        {
            Play(Random.Shared.Next(1_000_000, 1_000_000_000), newCount, find, countAtLimits, complaints);
        }

        Assert.That(complaints, Is.Empty, $"\n{string.Join("\n\n", complaints)}");
    }

    private static void Play(int first, int count, Func<int, string?> find, Func<int> countAtLimits, List<string> complaints)
    {
        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"WIRE_SEED={first} WIRE_PROGRAMS={count}"));
        long begin = Stopwatch.GetTimestamp();
        int played = 0;
        while (played < count && complaints.Count < MostFailures)
        {
            int seed = first + played++;
            if (find(seed) is { } complaint)
            {
                complaints.Add($"Seed {seed.ToString(CultureInfo.InvariantCulture)}, made smaller:\n    {complaint}");
            }
        }

        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{played} programs in {Stopwatch.GetElapsedTime(begin).TotalSeconds:0.0} s, {countAtLimits()} at a limit"));
    }

    private static int? Asked(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : null;
}
