using System.Data.Common;

namespace NUnit.DbGuard.Tests.Inner.SetUp;

/// <summary>The databases of the set-up <c>related</c>: mirrors, other names, and an order of creation; some of them cannot be.</summary>
internal static class RelatedDatabases
{
    public static void AddTo(TestDatabaseCatalog databases)
    {
        databases.AddSqlite("default", "Data Source=inner.db").DependsOn("last", "middle").UseSchema(MakeItems).Seed(CreationLog.Of("default"));
        databases.AddSqlite("middle", "Data Source=middle.db").UseSchema(MakeItems).Seed(CreationLog.Of("middle")).DependsOn("last");
        databases.AddSqlite("last", "Data Source=last.db").UseSchema(MakeItems).Seed(CreationLog.Of("last"));
        databases.AddSqlite("replica", "Data Source=replica.db").MirrorOf("default", readOnly: true).ExposeAs("ConnectionStrings:Replica");
        databases.AddSqlite("writable", "Data Source=writable.db").MirrorOf("again");
        databases.AddSqlite("again", "Data Source=./inner.db");

        databases.AddSqlite("first of circle", "Data Source=a.db").DependsOn("second of circle");
        databases.AddSqlite("second of circle", "Data Source=b.db").DependsOn("mirror in circle");
        databases.AddSqlite("mirror in circle", "Data Source=c.db").MirrorOf("first of circle");
        databases.AddSqlite("behind circle", "Data Source=d.db").DependsOn("first of circle");
        databases.AddSqlite("itself", "Data Source=e.db").DependsOn("itself");
        databases.AddSqlite("unknown primary", "Data Source=f.db").MirrorOf("defualt");
        databases.AddSqlite("unknown dependency", "Data Source=g.db").DependsOn("nowhere");
        databases.AddSqlite("mirrors itself", "Data Source=h.db").MirrorOf("mirrors back");
        databases.AddSqlite("mirrors back", "Data Source=i.db").MirrorOf("mirrors itself");
        databases.AddSqlite("mirror with seed", "Data Source=j.db").MirrorOf("last").Seed(CreationLog.Of("mirror with seed"));
        databases.AddSqlite("other name with seed", "Data Source=last.db").Seed(CreationLog.Of("other name with seed"));
        databases.AddPostgres("mirror of another kind").MirrorOf("last");
        databases.AddSqlite("of a template", "Data Source=m.db").UseTemplate(Template("journal", "DELETE")).Seed(CreationLog.Of("of a template")).Seed(AddItem);
        databases.AddSqlite("of a template with a log", "Data Source=n.db").UseTemplate(Template("log", "WAL"));
        databases.AddSqlite("of a missing template", "Data Source=o.db").UseTemplate("missing.db");
        databases.AddSqlite("of a text", "Data Source=p.db").UseTemplate("SetUp/schema.sql");
        databases.AddSqlite("owned", "Data Source=q.db").WithOwner("somebody");
        databases.AddSqlite("with extensions", "Data Source=r.db").UseExtensions("citext");
        databases.AddSqlite("broken", "Data Source=k.db").Seed(static (_, _) => throw new InvalidOperationException("no seed today"));
        databases.AddSqlite("behind broken", "Data Source=l.db").DependsOn("broken").Seed(CreationLog.Of("behind broken"));
    }

    // Made by the outer test: here, no file may be opened.
    private static string Template(string name, string mode) => Path.Combine(Environment.GetEnvironmentVariable("INNER_FOLDER")!, $"{name}.{mode}.db");

    private static async Task AddItem(TestDatabase database, CancellationToken cancellationToken)
    {
        using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "INSERT INTO items (name) VALUES ('of the seed')";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task MakeItems(DbConnection connection, CancellationToken cancellationToken)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "CREATE TABLE items (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE)";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
