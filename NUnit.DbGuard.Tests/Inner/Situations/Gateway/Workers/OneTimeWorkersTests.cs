using Npgsql;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway.Workers;

/// <summary>Fixtures with one-time data that run at the same time, as many as there are workers, with tests that any worker may run.</summary>
[TestFixture(1)]
[TestFixture(2)]
[TestFixture(3)]
[TestFixture(4)]
[TestFixture(5)]
[RequiresDatabase]
[Parallelizable(ParallelScope.All)]
[Category("Separate")]
[Category("GatewayParallel")]
public sealed class OneTimeWorkersTests(int fixture)
{
    [OneTimeSetUp]
    public void Add()
    {
        using NpgsqlConnection connection = Rows.OpenWith(TestDatabases.Default.ConnectionString);
        connection.Add($"of fixture {fixture}");
    }

    [Test]
    public void Starts_from_its_fixtures_data([Range(1, 6)] int number)
    {
        using NpgsqlConnection connection = Rows.OpenWith(TestDatabases.Default.ConnectionString);

        Assert.That(connection.Number($"SELECT count(*) FROM items WHERE name IN ('{Rows.Seeded}', 'of fixture {fixture}')"), Is.EqualTo(2));
        Assert.That(connection.Number("SELECT count(*) FROM items"), Is.EqualTo(2));
        connection.Add($"{number}");
    }
}
