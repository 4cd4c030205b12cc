using Npgsql;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway.Workers;

/// <summary>400 tests that each need an untouched baseline, with and without data of their fixture, by their own connection string or by the configured one.</summary>
[TestFixtureSource(nameof(Fixtures))]
[RequiresDatabase]
[Parallelizable(ParallelScope.All)]
[Category("Separate")]
[Category("GatewayMany")]
public sealed class ManyTests(int fixture)
{
    private bool HasData => fixture % 3 == 0;

    private string ConnectionString => fixture % 5 == 0 ? Rows.ConnectionString() : TestDatabases.Default.ConnectionString;

    public static IEnumerable<int> Fixtures() => Enumerable.Range(1, 10);

    [OneTimeSetUp]
    public void AddData()
    {
        if (HasData)
        {
            using NpgsqlConnection connection = Rows.OpenWith(ConnectionString);
            connection.Add("of the fixture");
        }
    }

    [Test]
    public async Task Starts_from_its_data([Range(1, 40)] int number)
    {
        await using NpgsqlConnection connection = Rows.OpenWith(ConnectionString);
        long expected = HasData ? 2 : 1;
        Assert.That(connection.Number("SELECT count(*) FROM items"), Is.EqualTo(expected));

        await using (NpgsqlTransaction transaction = await connection.BeginTransactionAsync())
        {
            connection.Add($"{fixture} {number}");
            await (number % 2 == 0 ? transaction.CommitAsync() : transaction.RollbackAsync());
        }

        await using NpgsqlConnection second = Rows.OpenWith(ConnectionString);
        second.Execute(number % 4 == 0 ? "CREATE TABLE made (id integer)" : "DELETE FROM items WHERE name = 'of the fixture'");
        Assert.That(
            second.Number("SELECT count(*) FROM items"), Is.EqualTo(expected + (number % 2 == 0 ? 1 : 0) - (HasData && number % 4 != 0 ? 1 : 0)));
    }
}
