using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using NUnit.DbGuard.Tests.Inner.Situations;

namespace NUnit.DbGuard.Tests.Inner.SetUp;

/// <summary>The set-ups that the variable <c>INNER_SETUP</c> chooses.</summary>
internal static class SetUpVariants
{
    /// <summary>Whether this run's schema differs from an earlier run's.</summary>
    public static bool IsChanged => Environment.GetEnvironmentVariable("INNER_CHANGED") == "1";

    public static bool Configure(string variant, TestDatabaseCatalog databases)
    {
        switch (variant)
        {
            case "counted":
                databases.AddSqlite("default", "Data Source=inner.db").UseSchema(MakeItems).Seed(AddItem).Seed(CreationLog.Of("default"));
                databases.AddSqlite("second", "Data Source=second.db").UseSchema(MakeItems).Seed(CreationLog.Of("second"));
                return true;
            case "schemas":
                ConfigureSchemas(databases);
                return true;
            case "existing":
                ExistingDatabases.AddTo(databases);
                return true;
            case "related":
                RelatedDatabases.AddTo(databases);
                return true;
            case "postgres":
                PostgresDatabases.AddTo(databases);
                return true;
            case "gateway":
                GatewayDatabases.AddTo(databases);
                return true;
            case "failing":
                FailingDatabases.AddTo(databases);
                return true;
            case "killed":
                KilledDatabases.AddTo(databases, InFolder("files"));
                return true;
            case "broken":
                ConfigureBroken(databases);
                return true;
            case "kept":
                ConfigureKept(databases);
                return true;
            case "in the way":
                foreach (string name in (string[])["foreign", "wal", "empty", "folder", "text", "corrupt", "newer"])
                {
                    databases.AddSqlite(name, InFolder(name)).UseSchema(MakeItems).Seed(CreationLog.Of(name));
                }

                databases.AddSqlite("unwritable", "Data Source=/proc/shop.db").UseSchema(MakeItems).Seed(CreationLog.Of("unwritable"));
                return true;
            case "large":
                databases.AddSqlite("default", "Data Source=inner.db").UseSchema(MakeItems).Seed(AddItem).Seed(AddBulk(2));
                return true;
            case "huge":
                databases.AddSqlite("default", "Data Source=inner.db").UseSchema(MakeItems).Seed(CreationLog.Of("default")).Seed(AddBulk(4));
                databases.AddSqlite("second", "Data Source=second.db").UseSchema(MakeItems);
                return true;
            case "slow":
                SlowDatabases.AddTo(databases);
                return true;
            case "in memory":
                databases.AddSqlite("default", "Data Source=:memory:");
                return true;
            case "star":
                databases.AddSqlite("*", "Data Source=inner.db");
                return true;
            case "not a connection string":
                databases.AddSqlite("default", "Data Sauce=inner.db;Password=secret");
                return true;
            case "throws":
                throw new InvalidOperationException("no such tenant");
            case "opens":
                Items.Count();
                return true;
            case "asks":
                _ = TestDatabases.Default;
                return true;
            default:
                return false;
        }
    }

    private static void ConfigureSchemas(TestDatabaseCatalog databases)
    {
        databases.AddSqlite("migrated", "Data Source=migrated.db").UseDbContext<LibraryContext>();
        databases.AddSqlite("modelled", "Data Source=modelled.db").UseDbContext<NotesContext>();
        databases.AddSqlite("script", "Data Source=script.db").UseSqlScript("SetUp/schema.sql").ExposeAs("ConnectionStrings:Notes");
        databases.AddSqlite("delegate", "Data Source=delegate.db").UseSchema(MakeItems).Seed(AddItem);
        databases.AddSqlite("two contexts", "Data Source=two.db")
            .UseDbContext<LibraryContext>((options, connectionString) => options.UseSqlite(connectionString))
            .UseDbContext(connectionString => new NotesContext(new DbContextOptionsBuilder<NotesContext>().UseSqlite(connectionString).Options))
            .Seed(AddNoteByContext);
        databases.AddSqlite("nothing", "Data Source=nothing.db");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => CreationLog.Add($"at exit: {Environment.GetEnvironmentVariable("ConnectionStrings__Notes")}");
    }

    private static void ConfigureBroken(TestDatabaseCatalog databases)
    {
        databases.AddSqlite("second", "Data Source=second.db").UseSchema(MakeItems);
        databases.AddSqlite("seed throws", "Data Source=a.db").UseSchema(MakeItems).Seed(CreationLog.Of("seed throws")).Seed(Throw);
        databases.AddSqlite("schema throws", "Data Source=b.db").UseSchema((_, _) => throw new NotSupportedException("no schema today"));
        databases.AddSqlite("seed fails", "Data Source=c.db").UseSchema(MakeItems).Seed(AddItem).Seed(AddItem);
        databases.AddSqlite("seed leaks", "Data Source=d.db").UseSchema(MakeItems).Seed(Leak);
        databases.AddSqlite("no script", "Data Source=e.db").UseSqlScript("SetUp/missing.sql");
        databases.AddSqlite("bad script", "Data Source=f.db").UseSqlScript("SetUp/broken.sql");
        databases.AddSqlite("reaches over", "Data Source=g.db").Seed(ReachOver);
        databases.AddSqlite("no context", "Data Source=h.db").UseDbContext<PickyContext>();
    }

    private static void ConfigureKept(TestDatabaseCatalog databases)
    {
        databases.AddSqlite("script", InFolder("script")).UseSqlScript(Path.Combine(Folder, "schema.sql")).Seed(CreationLog.Of("script"));
        databases.AddSqlite("modelled", InFolder("modelled")).UseDbContext<NotesContext>().Seed(CreationLog.Of("modelled"));
        databases.AddSqlite("migrated", InFolder("migrated")).UseDbContext<LibraryContext>().Seed(CreationLog.Of("migrated"));
        TestDatabaseBuilder seeded = databases.AddSqlite("seeded", InFolder("seeded")).UseSchema(MakeItems).Seed(CreationLog.Of("seeded"));
        _ = IsChanged ? seeded.Seed(AddOtherItem) : seeded.Seed(AddItem);
    }

    private static string Folder => Environment.GetEnvironmentVariable("INNER_FOLDER") ?? throw new InvalidOperationException("INNER_FOLDER is not set.");

    private static string InFolder(string name) => $"Data Source={Path.Combine(Folder, name + ".db")}";

    private static async Task MakeItems(DbConnection connection, CancellationToken cancellationToken)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "CREATE TABLE items (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE)";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static Task AddItem(TestDatabase database, CancellationToken cancellationToken) =>
        Run(database, "INSERT INTO items (name) VALUES ('seeded')", cancellationToken);

    private static Task AddOtherItem(TestDatabase database, CancellationToken cancellationToken) =>
        Run(database, "INSERT INTO items (name) VALUES ('seeded otherwise')", cancellationToken);

    // Each row takes 170 kB: a disk of 1 MB holds a baseline of two rows and one copy, or a baseline of four and none.
    private static Func<TestDatabase, CancellationToken, Task> AddBulk(int rows) => (database, cancellationToken) =>
        Run(database, string.Concat(Enumerable.Repeat("INSERT INTO items (name) VALUES (hex(randomblob(42000)));", rows)), cancellationToken);

    private static async Task AddNoteByContext(TestDatabase database, CancellationToken cancellationToken)
    {
        using NotesContext context = database.CreateContext<NotesContext>();
        context.Notes.Add(new Note { Text = "from the seed" });
        await context.SaveChangesAsync(cancellationToken);
    }

    private static Task Throw(TestDatabase database, CancellationToken cancellationToken) =>
        Task.FromException(new InvalidOperationException("the price list is empty"));

    private static async Task Leak(TestDatabase database, CancellationToken cancellationToken) => _ = await database.OpenConnectionAsync(cancellationToken);

    private static Task ReachOver(TestDatabase database, CancellationToken cancellationToken)
    {
        Items.Add("in another database", "Data Source=second.db");
        return Task.CompletedTask;
    }

    private static async Task Run(TestDatabase database, string sql, CancellationToken cancellationToken)
    {
        using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
