using System.Diagnostics;
using NUnit.DbGuard.Benchmarks.Measuring;

namespace NUnit.DbGuard.Benchmarks.Postgres;

/// <summary>Runs sides in turn, in this process.</summary>
internal sealed class Alternation(bool isQuick)
{
    private const int WarmUps = 3;

    // Time for the runtime to replace what the warm-up has found to be hot, instrumented code included.
    private static readonly TimeSpan s_compilation = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs every side in turn, forwards and backwards.</summary>
    /// <param name="tests">How many timed bodies a round has.</param>
    /// <param name="rounds">How many rounds each side has.</param>
    /// <param name="sides">The sides.</param>
    public Figures[] Compare(int tests, int rounds, params Side[] sides)
    {
        rounds = isQuick ? Math.Max(4, rounds / 6) : rounds;
        for (int pass = 0; pass < WarmUps; pass++)
        {
            Array.ForEach(sides, side => WarmUp(side, tests));
            Thread.Sleep(s_compilation);
        }

        List<Sample[]>[] results = [.. sides.Select(static _ => new List<Sample[]>())];
        for (int round = 0; round < rounds; round++)
        {
            for (int step = 0; step < sides.Length; step++)
            {
                int side = round % 2 == 0 ? step : sides.Length - 1 - step;
                results[side].Add(Round(sides[side], tests));
            }
        }

        return [.. results.Select(static rounds => new Figures(rounds))];
    }

    // By time: a round trip of microseconds needs thousands before its code is compiled well, a COPY of 100,000 rows one or two.
    private void WarmUp(Side side, int tests)
    {
        long begin = Stopwatch.GetTimestamp();
        do
        {
            _ = Round(side, tests);
        }
        while (Stopwatch.GetElapsedTime(begin) < s_compilation * (isQuick ? 1 : 2));
    }

    private static Sample[] Round(Side side, int tests)
    {
        Sample[] samples = new Sample[tests];
        side.Before?.Invoke();
        for (int i = -1; i < tests; i++)
        {
            long start = Stopwatch.GetTimestamp();
            side.Body();
            long end = Stopwatch.GetTimestamp();

            // The first of a round finds the caches of the processor, and of the server's sessions, cold on all sides.
            if (i >= 0)
            {
                samples[i] = new Sample(Sample.ToNanoseconds(end - start), Bytes: 0);
            }
        }

        side.After?.Invoke();
        return samples;
    }
}
