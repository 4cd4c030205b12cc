using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace NUnit.DbGuard.Tests.Inner.Situations.Sqlite;

/// <summary>However the application names its file, it reaches the test's copy.</summary>
[RequiresDatabase("library", "annex")]
public sealed class ReachingTests
{
    private static readonly string s_absolute = Path.GetFullPath("library.db");

    [TestCase("Data Source=library.db")]
    [TestCase("Data Source=./library.db")]
    [TestCase("Filename=library.db")]
    [TestCase("Data Source={absolute}")]
    [TestCase("Data Source={link}/library.db")]
    [TestCase("Data Source=file:library.db")]
    [TestCase("Data Source=file:{absolute}")]
    [TestCase("Data Source=file://localhost{absolute}")]
    [TestCase("Data Source=file:./libr%61ry.db?cache=private#part")]
    [TestCase("Data Source='file:library.db?immutable=1'")]
    [TestCase("Data Source='file:library.db?%69mmutable=1&mode=ro'")]
    [TestCase("Data Source='file:library.db?nolock=1'")]
    [TestCase("Data Source=library.db;Mode=ReadOnly")]
    [TestCase("Data Source=library.db;Mode=ReadWrite")]
    [TestCase("Data Source=library.db;Cache=Shared")]
    [TestCase("Data Source=library.db;Cache=Private;Pooling=False")]
    [TestCase("Data Source=library.db;Foreign Keys=True")]
    [TestCase("Data Source=library.db;Foreign Keys=False;Recursive Triggers=True")]
    public void Reaches_the_copy(string connectionString)
    {
        string folder = Directory.CreateTempSubdirectory("inner-").FullName;
        string link = Path.Combine(folder, "link");
        Directory.CreateSymbolicLink(link, Environment.CurrentDirectory);
        using (SqliteConnection own = (SqliteConnection)TestDatabases.Get("library").OpenConnection())
        {
            own.Execute("INSERT INTO authors (name) VALUES ('Written by the test')");
        }

        using SqliteConnection connection = Items.Open(connectionString.Replace("{absolute}", s_absolute, StringComparison.Ordinal).Replace("{link}", link, StringComparison.Ordinal));

        Assert.That(connection.Number("SELECT count(*) FROM authors WHERE name = 'Written by the test'"), Is.EqualTo(1));
        Assert.That(File.Exists("library.db"), Is.False);
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public void A_read_only_connection_can_be_the_first_of_a_test()
    {
        using SqliteConnection connection = Items.Open(Library.ConnectionString + ";Mode=ReadOnly");
        Assert.That(connection.Number("SELECT count(*) FROM authors"), Is.EqualTo(3));
        Assert.That(() => connection.Execute("DELETE FROM authors"), Throws.InstanceOf<SqliteException>());
    }

    [Test]
    public async Task Threads_contexts_and_connections_share_it()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 20), async (i, cancellationToken) =>
        {
            await using LibraryContext context = new();
            context.Authors.Add(new Author { Name = $"Thread {i}" });
            await context.SaveChangesAsync(cancellationToken);
        });
        Thread thread = new(static () => Items.Open(Library.ConnectionString + ";Pooling=False").Dispose());
        thread.Start();
        thread.Join();

        using LibraryContext last = new();
        Assert.That(await last.Authors.CountAsync(), Is.EqualTo(23));
    }

    [Test]
    public void Transactions_of_EF_are_real()
    {
        using LibraryContext context = new();
        using (IDbContextTransaction transaction = context.Database.BeginTransaction())
        {
            context.Authors.Add(new Author { Name = "Undone" });
            _ = context.SaveChanges();
            using LibraryContext other = new();
            Assert.That(other.Authors.Count(), Is.EqualTo(3));
            transaction.Rollback();
        }

        using (IDbContextTransaction transaction = context.Database.BeginTransaction())
        {
            transaction.CreateSavepoint("here");
            _ = context.Authors.ExecuteDelete();
            transaction.RollbackToSavepoint("here");
            transaction.Commit();
        }

        Assert.That(context.Authors.Count(), Is.EqualTo(3));
    }

    [Test]
    public void Dapper_reaches_it()
    {
        using SqliteConnection connection = new(Library.ConnectionString);
        connection.Execute("INSERT INTO authors (name) VALUES (@name)", new { name = "Dap" });
        Assert.That(connection.ExecuteScalar<long>("SELECT count(*) FROM authors"), Is.EqualTo(4));
    }

    [Test]
    public void A_reader_stays_open_while_another_connection_writes()
    {
        using SqliteConnection reading = Items.Open(Library.ConnectionString);
        using SqliteCommand command = reading.CreateCommand();
        command.CommandText = "SELECT name FROM authors ORDER BY id";
        using SqliteDataReader reader = command.ExecuteReader();
        Assert.That(reader.Read(), Is.True);
        using (SqliteConnection writing = Items.Open(Library.ConnectionString))
        {
            writing.Execute("DELETE FROM tags; INSERT INTO authors (name) VALUES ('While reading')");
        }

        int rows = 1;
        while (reader.Read())
        {
            rows++;
        }

        Assert.That(rows, Is.EqualTo(3));
    }

    [Test]
    public void Backups_and_blobs_work()
    {
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        using (SqliteBlob blob = new(connection, "books", "cover", 1))
        {
            blob.Write([1, 2, 3]);
        }

        using SqliteConnection memory = Items.Open("Data Source=:memory:");
        connection.BackupDatabase(memory);
        Assert.That(memory.Number("SELECT count(*) FROM books WHERE substr(cover, 1, 3) = x'010203'"), Is.EqualTo(1));
    }

    [TestCase("ATTACH 'annex.db' AS other")]
    [TestCase("attach database \"annex.db\" as other; SELECT 1")]
    [TestCase("/* first */ ATTACH './annex.db' -- second\n AS other")]
    [TestCase("ATTACH $file AS other")]
    [TestCase("ATTACH DATABASE ?1 AS other")]
    public void Attaching_a_configured_database_reaches_its_copy(string attach)
    {
        Assert.That(Loans(), Is.Zero);
        using (SqliteConnection connection = Items.Open(Library.ConnectionString))
        {
            Attach(connection, attach, Library.AnnexFile);
            connection.Execute("INSERT INTO other.loans (who) SELECT name FROM authors");
        }

        Assert.That(Loans(), Is.EqualTo(3));
        Assert.That(File.Exists(Library.AnnexFile), Is.False);
    }

    [Test]
    public void Attaching_memory_or_itself_is_open()
    {
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        connection.Execute("ATTACH ':memory:' AS a; ATTACH '' AS b; ATTACH 'library.db' AS c; CREATE TABLE a.t (x); INSERT INTO c.authors (name) VALUES ('Again')");
        Assert.That(connection.Number("SELECT count(*) FROM main.authors"), Is.EqualTo(4));
    }

    [Test]
    public void Attaching_memory_by_a_uri_makes_no_file()
    {
        using SqliteConnection connection = Items.Open("Data Source=file:library.db");
        connection.Execute("ATTACH 'file:aside?mode=memory' AS a; CREATE TABLE a.t (x)");
        Assert.That(Directory.GetFiles(".", "file:*"), Is.Empty);
    }

    [TestCase("ATTACH 'foreign.db' AS other")]
    [TestCase("ATTACH $file AS other")]
    [TestCase("SELECT 1; ATTACH 'foreign.db' AS other")]
    public void Attaching_an_unknown_file_is_refused(string attach)
    {
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        Attach(connection, attach, "foreign.db");
    }

    [TestCase("ATTACH 'annex' || '.db' AS other", "annex.db")]
    [TestCase("ATTACH (SELECT 'annex.db') AS other", "annex.db")]
    [TestCase("ATTACH $file AS $name", "annex.db")]
    [TestCase("ATTACH ?2 AS other", "annex.db")]
    [TestCase("ATTACH $file AS other", null)]
    public void Attaching_what_cannot_be_told_is_refused(string attach, string? file)
    {
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = attach;
        if (attach.Contains('$', StringComparison.Ordinal))
        {
            _ = command.Parameters.AddWithValue("$file", file ?? (object)"foreign.db"u8.ToArray());
        }

        if (attach.Contains("$name", StringComparison.Ordinal))
        {
            _ = command.Parameters.AddWithValue("$name", "other");
        }

        if (attach.Contains("?2", StringComparison.Ordinal))
        {
            _ = command.Parameters.AddWithValue("?2", file);
        }

        _ = command.ExecuteNonQuery();
    }

    private static long Loans()
    {
        using SqliteConnection connection = Items.Open("Data Source=" + Library.AnnexFile);
        return connection.Number("SELECT count(*) FROM loans");
    }

    private static void Attach(SqliteConnection connection, string attach, string file)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = attach;
        if (attach.Contains("$file", StringComparison.Ordinal))
        {
            _ = command.Parameters.AddWithValue("$file", file);
        }

        if (attach.Contains("?1", StringComparison.Ordinal))
        {
            _ = command.Parameters.AddWithValue("?1", file);
        }

        _ = command.ExecuteNonQuery();
    }
}

/// <summary>A connection of the fixture's, with another database attached.</summary>
[RequiresDatabase("library", "annex")]
[TestFixture("Data Source=library.db")]
[TestFixture("Data Source=:memory:")]
public sealed class AttachedInOneTimeSetUpTests(string main)
{
    private SqliteConnection _connection = null!;

    [OneTimeSetUp]
    public void Open()
    {
        _connection = Items.Open(main);
        _connection.Execute("ATTACH 'annex.db' AS other; INSERT INTO other.loans (who) VALUES ('Once')");
    }

    [OneTimeTearDown]
    public void Close() => _connection.Dispose();

    [Test]
    public void Starts_from_the_one_time_data([Range(1, 3)] int number)
    {
        Assert.That(_connection.Number("SELECT count(*) FROM other.loans"), Is.EqualTo(1), $"{number}");
        _connection.Execute("INSERT INTO other.loans (who) VALUES ('Test')");
    }
}
