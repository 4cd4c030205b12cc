namespace NUnit.DbGuard.Tests.Inner.SetUp;

/// <summary>The databases of the set-up <c>existing</c>: the application's own, which the outer test has made.</summary>
internal static class ExistingDatabases
{
    public static string File => Path.Combine(Environment.GetEnvironmentVariable("INNER_FOLDER")!, "existing.db");

    public static void AddTo(TestDatabaseCatalog databases)
    {
        databases.AddPostgres("default", "Host=production;Database=existing").UseExisting().ExposeAs("ConnectionStrings:Default");
        databases.AddPostgres("replica").MirrorOf("default");
        databases.AddPostgres("with a seed", "Host=production;Database=seeded").UseExisting().Seed(CreationLog.Of("with a seed"));
        databases.AddPostgres("missing", "Host=production;Database=missing").UseExisting();
        databases.AddSqlite("file", $"Data Source={File}").UseExisting();
        databases.AddSqlite("file with a name", "Data Source=other.db").UseExisting().WithName("mine.db");
        databases.AddSqlite("missing file", "Data Source=missing.db").UseExisting();
    }
}
