using NUnit.DbGuard;
using Recipes;

/// <summary>Names the database of each recipe. A project has one such class; here it asks the recipes.</summary>
[SetUpFixture]
public sealed class TestDatabaseSetUp : DatabaseSetUpFixture
{
    protected override void Configure(TestDatabaseCatalog databases)
    {
        CopyOfATemplateTests.AddTo(databases);
        ExistingDatabaseTests.AddTo(databases);
        SeedOncePerRunTests.AddTo(databases);
        SeedPerTestTests.AddTo(databases);
        OneDatabaseForAllWorkersTests.AddTo(databases);
        RandomSequenceStartTests.AddTo(databases);
        SchemaFromAScriptTests.AddTo(databases);
        ReadOnlyDatabaseTests.AddTo(databases);
        CustomCreationTests.AddTo(databases);
    }
}
