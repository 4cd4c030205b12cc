namespace NUnit.DbGuard.Benchmarks.Bodies;

/// <summary>Names the databases to the guard.</summary>
[SetUpFixture]
public sealed class BenchmarkDatabases : DatabaseSetUpFixture
{
    protected override void Configure(TestDatabaseCatalog databases)
    {
        ArgumentNullException.ThrowIfNull(databases);
        foreach (BenchmarkSchema schema in BenchmarkSchema.All)
        {
            _ = databases.AddSqlite(schema.Name, Place.Configured.ConnectionStringOf(schema.Name)).UseSchema(schema.CreateAsync);
        }
    }
}
