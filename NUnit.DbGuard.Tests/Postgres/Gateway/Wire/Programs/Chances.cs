using System.Globalization;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Programs;

/// <summary>What a program leaves to chance, determined by its seed.</summary>
internal sealed class Chances(int seed)
{
    private const int Names = 3;
    private const int Keys = 12;

    private readonly Random _random = new(seed);

    public bool OneIn(int count) => _random.Next(count) == 0;

    public int Below(int limit) => _random.Next(limit);

    /// <summary>One of few numbers, so that names meet again.</summary>
    public int Name() => 1 + _random.Next(Names);

    /// <summary>One of few keys, so that some are taken.</summary>
    public string Key() => (1 + _random.Next(Keys)).ToString(CultureInfo.InvariantCulture);

    public T Of<T>(params ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];

    /// <summary>One of these groups, made when it is chosen.</summary>
    public Outgoing[] Of(params ReadOnlySpan<Func<Outgoing[]>> choices) => choices[_random.Next(choices.Length)]();

    /// <summary>A statement as a simple query or in the extended protocol.</summary>
    public Outgoing[] Either(string sql) => OneIn(3) ? Frontend.Extended(sql) : [Frontend.Query(sql)];
}
