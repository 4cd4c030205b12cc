using System.Data.Common;
using Npgsql;

namespace NUnit.DbGuard.Tests.Inner.SetUp;

/// <summary>The databases of the set-up <c>failing</c>: whatever can go wrong on a server, and one of each kind that does not.</summary>
internal static class FailingDatabases
{
    private static readonly string s_server = Environment.GetEnvironmentVariable("INNER_SERVER") ?? string.Empty;

    public static void AddTo(TestDatabaseCatalog databases)
    {
        databases.AddPostgres("healthy", To("healthy")).UseSchema(MakeItems);
        databases.AddSqlite("healthy file", "Data Source=healthy.db").UseSchema(MakeItems);
        databases.AddPostgres("server down", With("down", static server => server.Port = 1)).UseSchema(MakeItems);
        databases.AddPostgres("wrong password", With("locked", static server => server.Password = "wrong")).UseSchema(MakeItems);
        databases.AddPostgres("no permission", With("forbidden", static server => (server.Username, server.Password) = ("poor", "poor"))).UseSchema(MakeItems);
        databases.AddPostgres("without marker", To("unmarked")).UseSchema(MakeItems);
        databases.AddPostgres("newer marker", To("newer")).UseSchema(MakeItems);
        databases.AddPostgres("disk full", To("large")).Seed(Fill);
        databases.AddPostgres("first of circle", To("first")).DependsOn("second of circle").UseSchema(MakeItems);
        databases.AddPostgres("second of circle", To("second")).DependsOn("first of circle").UseSchema(MakeItems);
        databases.AddPostgres("unknown mirror", To("mirror")).MirrorOf("healty");
        databases.AddPostgres("broken migration", To("migrated")).UseDbContext<BrokenLibraryContext>();
        databases.AddSqlite("broken migration of a file", "Data Source=migrated.db").UseDbContext<BrokenLibraryContext>();
        databases.AddPostgres("seed throws", To("seeded")).UseSchema(MakeItems).Seed(static (_, _) => throw new InvalidOperationException("the price list is empty"));
        databases.AddPostgres("bad script", To("scripted")).UseSqlScript("SetUp/broken.sql");
    }

    private static string To(string database) => With(database, static _ => { });

    private static string With(string database, Action<NpgsqlConnectionStringBuilder> change)
    {
        NpgsqlConnectionStringBuilder server = new(s_server) { Database = database };
        change(server);
        return server.ConnectionString;
    }

    // The server's tablespace of that name is smaller.
    private static async Task Fill(TestDatabase database, CancellationToken cancellationToken)
    {
        using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "CREATE TABLE large (text text) TABLESPACE small; INSERT INTO large SELECT repeat('x', 1000) FROM generate_series(1, 10000)";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task MakeItems(DbConnection connection, CancellationToken cancellationToken)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "CREATE TABLE items (id INTEGER)";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
