using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NUnit.DbGuard.Tests.Inner.SetUp;

namespace NUnit.DbGuard.Tests.Inner.Situations.Databases;

/// <summary>Run with the set-up <c>postgres</c>: who may open which test database.</summary>
[Category("Separate")]
public sealed class PostgresDatabasesTests
{
    private static string s_default = string.Empty;
    private static NpgsqlConnection s_open = null!;

    [OneTimeSetUp]
    public void TakeConnections()
    {
        using (DatabaseAccess.Allow("default"))
        {
            s_default = TestDatabases.Default.ConnectionString;
            s_open = new NpgsqlConnection(s_default);
            s_open.Open();
        }
    }

    [OneTimeTearDown]
    public void CloseConnections() => s_open.Dispose();

    [Test]
    [RequiresDatabase]
    public async Task Reads_what_migrations_made()
    {
        using ServerLibraryContext context = TestDatabases.Default.CreateContext<ServerLibraryContext>();

        Assert.That(await context.Books.Select(static book => book.Title).ToListAsync(), Is.EqualTo(new[] { "from the migration" }));
        Assert.That(Environment.GetEnvironmentVariable("ConnectionStrings__Library"), Is.EqualTo(s_default));
        Assert.That(new NpgsqlConnectionStringBuilder(s_default).Database, Is.EqualTo("test_default"));
        Assert.That(PostgresDatabases.Leased, Has.Some.EndsWith(nameof(Reads_what_migrations_made)));
    }

    [Test]
    [RequiresDatabase]
    public async Task Reads_by_the_driver_alone()
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(s_default);
        await using NpgsqlCommand command = source.CreateCommand("SELECT count(*) FROM \"Books\"");

        Assert.That(await command.ExecuteScalarAsync(), Is.EqualTo(1));
    }

    [Test]
    [RequiresDatabase("other")]
    public void Reads_what_the_model_and_the_seed_made()
    {
        using NotesContext context = TestDatabases.Get("other").CreateContext<NotesContext>();
        using DbConnection connection = TestDatabases.Get("other").OpenConnection();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM parts";

        Assert.That(context.Notes.Single().Text, Is.EqualTo("from the seed"));
        Assert.That(command.ExecuteScalar(), Is.Zero);
    }

    [Test]
    public void Opens_without_a_mark() => Open(s_default);

    [Test]
    public async Task Opens_asynchronously_without_a_mark()
    {
        await using NpgsqlConnection connection = new(s_default);
        await connection.OpenAsync();
    }

    [Test]
    public void Queries_through_a_context_without_a_mark()
    {
        using ServerLibraryContext context = new(new DbContextOptionsBuilder<ServerLibraryContext>().UseNpgsql(s_default).Options);
        _ = context.Books.ToList();
    }

    [Test]
    [RequiresDatabase("other")]
    public void Opens_with_a_mark_for_another() => Open(s_default);

    [Test]
    [RequiresDatabase("other")]
    public void Queries_through_a_context_with_a_mark_for_another()
    {
        using ServerLibraryContext context = new(new DbContextOptionsBuilder<ServerLibraryContext>().UseNpgsql(s_default).Options);
        _ = context.Books.ToList();
    }

    [Test]
    [RequiresDatabase]
    public void Opens_the_servers_own_database() => Open(new NpgsqlConnectionStringBuilder(s_default) { Database = "postgres" }.ConnectionString);

    [Test]
    [RequiresDatabase]
    public void Queries_a_database_of_the_same_name_on_another_server()
    {
        string elsewhere = new NpgsqlConnectionStringBuilder(s_default) { Host = "127.0.0.1", Port = 1 }.ConnectionString;
        using ServerLibraryContext context = new(new DbContextOptionsBuilder<ServerLibraryContext>().UseNpgsql(elsewhere).Options);
        _ = context.Books.ToList();
    }

    [Test]
    public void Runs_a_command_without_a_mark() => Run(s_open);

    [Test]
    [RequiresDatabase]
    public void Runs_a_command_with_a_mark() => Run(s_open);

    [Test]
    public void Runs_a_command_where_it_is_allowed()
    {
        using (DatabaseAccess.Allow("default"))
        {
            Run(s_open);
            Open(s_default);
        }
    }

    [Test]
    [RequiresDatabase]
    public void Is_refused_within_Block()
    {
        using (DatabaseAccess.Block())
        {
            Assert.That(Refused.CodeOf(static () => Run(s_open)), Is.EqualTo("DBG1006"));
            Assert.That(Refused.CodeOf(static () => Open(s_default)), Is.EqualTo("DBG1006"));
        }
    }

    private static void Open(string connectionString)
    {
        using NpgsqlConnection connection = new(connectionString + ";Pooling=false");
        connection.Open();
    }

    private static void Run(NpgsqlConnection connection)
    {
        using NpgsqlCommand command = new("SELECT 1", connection);
        Assert.That(command.ExecuteScalar(), Is.EqualTo(1));
    }
}
