using System.Globalization;
using NUnit.DbGuard.Tests.Drivers.Base;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

namespace NUnit.DbGuard.Tests.Drivers.NpgsqlPrograms;

/// <summary>Random programs in the calls of Npgsql, on the server with real commits and through the gateway: their clients must see the same, and the baseline be untouched.</summary>
public sealed class NpgsqlProgramTests
{
    private const int Programs = 60;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    [Test]
    public void A_seed_makes_the_same_program_each_time()
    {
        string[] first = [.. NpgsqlProgram.Of(7).Select(static part => part.ToString())];

        string[] second = [.. NpgsqlProgram.Of(7).Select(static part => part.ToString())];

        Assert.That(second, Is.EqualTo(first));
    }

    [Test]
    public async Task A_difference_is_found_and_the_program_made_smaller()
    {
        NpgsqlPart telling = new(IsFixed: false, "A", "where am I", static client => client.ExecuteNow("SELECT current_database()"));

        string? complaint = await FindAsync([telling]);
        IReadOnlyList<NpgsqlPart> smallest = Shrinking.Smallest(
            [.. NpgsqlProgram.Of(1), telling, .. NpgsqlProgram.Of(2)], static parts => parts.Any(static part => part.Text == "where am I"));

        Assert.That(complaint, Does.Contain("where am I").And.Contain("  Npgsql sees of the server:"));
        Assert.That(smallest.Count(static part => !part.IsFixed), Is.EqualTo(1));
    }

    /// <remarks>
    /// Each run plays others, and names the seeds of those that fail. NPGSQL_PROGRAMS=5000 plays them from that seed on, NPGSQL_PROGRAMS=5000-6000 as many as that.
    /// </remarks>
    [Test]
    public async Task Random_programs_run_as_on_the_server()
    {
        (int first, int count) = Seeds();
        await TestContext.Out.WriteLineAsync($"Seeds {first} to {first + count - 1}: NPGSQL_PROGRAMS={first}-{first + count} plays them again.");
        List<string> complaints = [];
        for (int seed = first; seed < first + count; seed++)
        {
            IReadOnlyList<NpgsqlPart> program = NpgsqlProgram.Of(seed);
            if (await FindAsync(program) is { } complaint)
            {
                IReadOnlyList<NpgsqlPart> smallest = Shrinking.Smallest(program, static candidate => FindAsync(candidate).GetAwaiter().GetResult() is not null);
                complaints.Add($"Seed {seed}, made smaller:\n    {string.Join("\n    ", smallest)}\n{await FindAsync(smallest) ?? $"(only at times; at first it was)\n{complaint}"}");
            }
        }

        Assert.That(complaints, Is.Empty, string.Join("\n", complaints));
    }

    private static (int First, int Count) Seeds()
    {
        int[] wanted = [.. (Environment.GetEnvironmentVariable("NPGSQL_PROGRAMS") ?? string.Empty)
            .Split('-', StringSplitOptions.RemoveEmptyEntries).Select(static text => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture))];
        return wanted switch
        {
            [] => (Random.Shared.Next(1_000_000) * 1_000, Programs),
            [int first] => (first, Programs),
            [int first, int end] => (first, end - first),
            _ => throw new InvalidOperationException("NPGSQL_PROGRAMS is a seed, or two: the first, and the one behind the last."),
        };
    }

    // The first thing that is not as it should be.
    private static async Task<string?> FindAsync(IReadOnlyList<NpgsqlPart> program)
    {
        DriverServer server = DriverSetUp.Server;
        IReadOnlyList<string> expected;
        string copy = server.CreateCopy(server.Shop);
        try
        {
            expected = await ProgramRun.PlayAsync(program, copy).WaitAsync(s_limit);
        }
        finally
        {
            server.Drop(copy);
        }

        server.Shop.Begin("a program");
        IReadOnlyList<string> actual;
        (IReadOnlyList<string> Changed, IReadOnlyList<string> Failures, IReadOnlyList<string> Notes) end;
        try
        {
            actual = await ProgramRun.PlayAsync(program, server.Shop.ConnectionString).WaitAsync(s_limit);
        }
        finally
        {
            end = server.Shop.End();
        }

        return end.Changed.Count > 0 ? $"The baseline has changed:\n    {string.Join("\n    ", end.Changed)}"
            : end.Failures.Count > 0 ? $"The gateway fails the test:\n    {string.Join("\n    ", end.Failures)}"
            : FirstDifference(expected, actual);
    }

    private static string? FirstDifference(IReadOnlyList<string> expected, IReadOnlyList<string> actual)
    {
        int same = expected.Zip(actual).TakeWhile(static pair => pair.First == pair.Second).Count();
        return same == expected.Count && same == actual.Count ? null
            : $"    {string.Join("\n    ", expected.Take(same).TakeLast(10))}\n  Npgsql sees of the server:\n    {string.Join("\n    ", expected.Skip(same).Take(3))}"
                + $"\n  and of the gateway:\n    {string.Join("\n    ", actual.Skip(same).Take(3))}";
    }
}
