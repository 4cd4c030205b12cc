using System.Data.Common;
using NUnit.DbGuard.Postgres.Databases;
using NUnit.DbGuard.Tests.Postgres.Databases;

namespace NUnit.DbGuard.Tests.Inner.SetUp;

/// <summary>The PostgreSQL databases of the set-up <c>postgres</c>; nothing isolates their tests from each other.</summary>
internal static class PostgresDatabases
{
    private static readonly List<DirectIsolation> s_isolations = [];

    /// <summary>The scopes that were announced, in order.</summary>
    public static IEnumerable<string> Leased => s_isolations.SelectMany(static isolation => isolation.Leased);

    public static void AddTo(TestDatabaseCatalog databases)
    {
        databases.AddPostgres("default", connectionString: null, Isolate).UseDbContext<ServerLibraryContext>().Seed(CreationLog.Of("default")).ExposeAs("ConnectionStrings:Library");
        databases.AddPostgres("other", connectionString: null, Isolate).UseDbContext<NotesContext>().UseSchema(MakeParts).Seed(AddNote).Seed(CreationLog.Of("other"));
        databases.AddPostgres("unused", connectionString: null, Isolate).Seed(CreationLog.Of("unused"));
    }

    private static DirectIsolation Isolate(string connectionString)
    {
        DirectIsolation isolation = new(connectionString);
        s_isolations.Add(isolation);
        return isolation;
    }

    private static async Task MakeParts(DbConnection connection, CancellationToken cancellationToken)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "CREATE TABLE parts (id integer)";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task AddNote(TestDatabase database, CancellationToken cancellationToken)
    {
        using NotesContext context = database.CreateContext<NotesContext>();
        context.Notes.Add(new Note { Text = "from the seed" });
        await context.SaveChangesAsync(cancellationToken);
    }
}
