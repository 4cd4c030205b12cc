using Npgsql;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway.Workers;

/// <summary>Tests under all isolations at the same time, over connections that are pooled from one to the next.</summary>
[TestFixtureSource(nameof(Fixtures))]
[Parallelizable(ParallelScope.All)]
[Category("Separate")]
[Category("GatewayMany")]
public sealed class ManyRealCommitsTests(int fixture)
{
    public static IEnumerable<int> Fixtures() => Enumerable.Range(1, 5);

    [Test]
    [RequiresDatabase]
    public Task Starts_from_the_baseline_when_rolled_back([Range(1, 8)] int number) => WorkAsync(number);

    [Test]
    [RequiresDatabase(Isolation = DatabaseIsolation.Clone)]
    public Task Starts_from_the_baseline_when_committed([Range(1, 8)] int number) => WorkAsync(number);

    [Test]
    [RequiresDatabase(Isolation = DatabaseIsolation.Flush)]
    public Task Starts_from_the_baseline_when_flushed([Range(1, 8)] int number) => WorkAsync(number);

    private async Task WorkAsync(int number)
    {
        string connectionString = fixture % 3 == 0 ? Rows.ConnectionString() : TestDatabases.Default.ConnectionString;
        await using NpgsqlConnection connection = Rows.OpenWith(connectionString);
        Assert.That(connection.Number("SELECT count(*) FROM items"), Is.EqualTo(1));

        await using (NpgsqlTransaction transaction = await connection.BeginTransactionAsync())
        {
            connection.Add($"{fixture} {number}");
            await (number % 2 == 0 ? transaction.CommitAsync() : transaction.RollbackAsync());
        }

        await using NpgsqlConnection second = Rows.OpenWith(connectionString);
        second.Execute(number % 4 == 0 ? "CREATE TABLE made (id integer)" : "DELETE FROM items WHERE name = 'seeded'");
        Assert.That(second.Number("SELECT count(*) FROM items"), Is.EqualTo(1 + (number % 2 == 0 ? 1 : 0) - (number % 4 != 0 ? 1 : 0)));
    }
}
