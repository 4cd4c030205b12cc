namespace NUnit.DbGuard.Benchmarks.Measuring;

/// <summary>What one lane of a comparison cost: all its tests, and its rounds' medians, in nanoseconds.</summary>
internal sealed class Figures
{
    private readonly long[] _sorted;
    private readonly long[] _bytes;
    private readonly long[] _rounds;

    public Figures(IReadOnlyList<Sample[]> rounds)
    {
        _sorted = [.. rounds.SelectMany(static round => round).Select(static sample => sample.Nanoseconds).Order()];
        _bytes = [.. rounds.SelectMany(static round => round).Select(static sample => sample.Bytes).Order()];
        _rounds = [.. rounds.Select(static round => Quantile([.. round.Select(static sample => sample.Nanoseconds).Order()], 0.5))];
    }

    public int Count => _sorted.Length;

    public long Median => Quantile(_sorted, 0.5);

    public long Low => Quantile(_sorted, 0.1);

    public long High => Quantile(_sorted, 0.9);

    public long Bytes => Quantile(_bytes, 0.5);

    /// <summary>The median over the rounds of the difference between this lane's median and another's in the same round: drift of the machine cancels out.</summary>
    public long Above(Figures other) => Quantile([.. _rounds.Zip(other._rounds, static (mine, its) => mine - its).Order()], 0.5);

    /// <summary>The median over the rounds of the ratio of this lane's median to another's.</summary>
    public double Over(Figures other)
    {
        double[] ratios = [.. _rounds.Zip(other._rounds, static (mine, its) => mine / (double)Math.Max(1, its)).Order()];
        return ratios[ratios.Length / 2];
    }

    private static long Quantile(long[] sorted, double part) => sorted[(int)Math.Round((sorted.Length - 1) * part)];
}
