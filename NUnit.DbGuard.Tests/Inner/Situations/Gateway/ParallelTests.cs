using Npgsql;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

/// <summary>Fixtures and their tests at the same time on one PostgreSQL database: they take turns.</summary>
[RequiresDatabase]
[Parallelizable(ParallelScope.All)]
[Category("Separate")]
[Category("GatewayParallel")]
public class ParallelTests
{
        [Test]
    public void Sees_only_its_own_rows([Range(1, 12)] int number)
    {
        for (int i = 0; i < 4; i++)
        {
            Assert.That(Rows.Count(), Is.EqualTo(1 + i));
            Rows.Add($"{number} {i}");
        }

        Assert.That(Rows.Names().Except([Rows.Seeded]), Is.All.StartsWith($"{number} "));
    }

    [Test]
    public async Task Sees_only_its_own_rows_over_tasks([Range(1, 6)] int number)
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => Rows.AddAsync($"{number} {i}"))));

        Assert.That(Rows.Count(), Is.EqualTo(5));
    }

    [Test]
    public void Commits_and_rolls_back([Range(1, 6)] int number)
    {
        using NpgsqlConnection connection = Rows.Open();
        using (NpgsqlTransaction transaction = connection.BeginTransaction())
        {
            connection.Add($"kept {number}");
            transaction.Commit();
        }

        using (NpgsqlTransaction transaction = connection.BeginTransaction())
        {
            connection.Add($"undone {number}");
        }

        Assert.That(Rows.Names().Except([Rows.Seeded]), Is.EqualTo(new[] { $"kept {number}" }));
    }

    [Test]
    public void Uses_no_database([Range(1, 6)] int number) => Assert.That(number, Is.Positive);
}
