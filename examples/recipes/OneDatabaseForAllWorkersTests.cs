using NUnit.DbGuard;

namespace Recipes;

/// <summary>Parallel tests that take turns in one PostgreSQL database, as they must where a host with one connection string serves them all.</summary>
[RequiresDatabase("shared")]
[Parallelizable(ParallelScope.All)]
public sealed class OneDatabaseForAllWorkersTests
{
    // Without SharedByWorkers(), each of NUnit's workers has a copy.
    public static void AddTo(TestDatabaseCatalog databases) =>
        databases.AddPostgres("shared")
            .UseSchema((connection, cancellationToken) => connection.ExecuteAsync("CREATE TABLE visits (id integer GENERATED ALWAYS AS IDENTITY, page text)", cancellationToken))
            .SharedByWorkers()
            .ExposeAs("ConnectionStrings:Shared");

    [Test]
    public async Task Uses_the_one_database_and_finds_nobody_elses_rows([Range(1, 8)] int number)
    {
        Assert.That(TestDatabases.Get("shared").ConnectionString, Is.EqualTo(Environment.GetEnvironmentVariable("ConnectionStrings__Shared")));

        await TestDatabases.Get("shared").ExecuteAsync($"INSERT INTO visits (page) VALUES ('page {number}')");

        Assert.That(await TestDatabases.Get("shared").NumberAsync("SELECT count(*) FROM visits"), Is.EqualTo(1));
    }
}
