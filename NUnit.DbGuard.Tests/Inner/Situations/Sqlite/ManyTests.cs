using Microsoft.Data.Sqlite;

namespace NUnit.DbGuard.Tests.Inner.Situations.Sqlite;

/// <summary>400 tests under every isolation that each need an untouched baseline, with and without data of their fixture.</summary>
[TestFixtureSource(nameof(Fixtures))]
[RequiresDatabase]
[Parallelizable(ParallelScope.All)]
[Category("Separate")]
public sealed class ManyTests(int fixture)
{
    private bool HasData => fixture % 3 == 0;

    public static IEnumerable<int> Fixtures() => Enumerable.Range(1, 10);

    [OneTimeSetUp]
    public void AddData()
    {
        if (HasData)
        {
            Items.Add("of the fixture");
        }
    }

    [Test]
    public void Rolls_back([Range(1, 20)] int number) => Work(number);

    [Test]
    [RequiresDatabase(Isolation = DatabaseIsolation.Flush)]
    public void Flushes([Range(1, 10)] int number) => Work(number);

    [Test]
    [RequiresDatabase(Isolation = DatabaseIsolation.Clone)]
    public void Clones([Range(1, 10)] int number) => Work(number);

    private void Work(int number)
    {
        long expected = HasData ? 2 : 1;
        Assert.That(Items.Count(), Is.EqualTo(expected));

        using SqliteConnection connection = Items.Open();
        using (SqliteTransaction transaction = connection.BeginTransaction())
        {
            connection.Execute($"INSERT INTO items (name) VALUES ('{fixture} {number}')");
            if (number % 2 == 0)
            {
                transaction.Commit();
            }
        }

        connection.Execute(number % 4 == 0 ? "CREATE TABLE made (id INTEGER)" : "DELETE FROM items WHERE name = 'of the fixture'");
        Assert.That(Items.Count(), Is.EqualTo(expected + (number % 2 == 0 ? 1 : 0) - (HasData && number % 4 != 0 ? 1 : 0)));
    }
}
