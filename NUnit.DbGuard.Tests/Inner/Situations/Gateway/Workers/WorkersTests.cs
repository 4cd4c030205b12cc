using Npgsql;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway.Workers;

/// <summary>Tests that ask for their own connection string: at the same time, each in its worker's database.</summary>
[RequiresDatabase]
[Parallelizable(ParallelScope.All)]
[Category("Separate")]
[Category("GatewayParallel")]
public sealed class WorkersTests
{
    private static readonly Barrier s_both = new(2);

    [Test]
    public void Works_while_another_does([Range(1, 2)] int number)
    {
        using NpgsqlConnection connection = Rows.OpenWith(TestDatabases.Default.ConnectionString);
        connection.Add("a name that is unique");

        Assert.That(s_both.SignalAndWait(TimeSpan.FromSeconds(60)), Is.True, $"{number} is alone");

        Assert.That(connection.Number("SELECT count(*) FROM items"), Is.EqualTo(2));
    }

    [Test]
    public async Task Finds_its_own_rows([Range(1, 20)] int number)
    {
        for (int i = 0; i < 4; i++)
        {
            await using NpgsqlConnection connection = (NpgsqlConnection)await TestDatabases.Default.OpenConnectionAsync();
            Assert.That(connection.Number("SELECT count(*) FROM items"), Is.EqualTo(1 + i));
            connection.Add($"{number} {i}");
        }
    }

    [Test]
    public void Finds_its_own_rows_by_other_threads([Range(1, 10)] int number)
    {
        string connectionString = TestDatabases.Default.ConnectionString;

        Parallel.For(0, 4, i =>
        {
            using NpgsqlConnection connection = Rows.OpenWith(connectionString);
            connection.Add($"{number} {i}");
        });

        using NpgsqlConnection connection = Rows.OpenWith(connectionString);
        Assert.That(connection.Number("SELECT count(*) FROM items"), Is.EqualTo(5));
    }
}
