using Microsoft.Data.Sqlite;

namespace NUnit.DbGuard.Tests.Inner.Situations.Sqlite;

/// <summary>A test forgets a connection. NUnit runs the tests of a fixture by name.</summary>
[RequiresDatabase("library")]
public sealed class LeakedConnectionTests
{
    private static SqliteConnection? s_leaked;

    [Test]
    public void First_leaks_a_connection_in_a_transaction()
    {
        s_leaked = Items.Open(Library.ConnectionString);
        s_leaked.Execute("BEGIN IMMEDIATE; INSERT INTO authors (name) VALUES ('Leaked')");
    }

    [Test]
    public void Second_is_not_harmed()
    {
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        connection.Execute("INSERT INTO authors (name) VALUES ('Leaked')");
        Assert.That(connection.Number("SELECT count(*) FROM authors"), Is.EqualTo(4));
    }

    [Test]
    public void Third_uses_the_leaked_connection() => s_leaked!.Execute("DELETE FROM authors");
}

[RequiresDatabase("library")]
public sealed class LeftOpenTests
{
    private static SqliteBlob? s_blob;
    private static SqliteDataReader? s_reader;

    [SetUp]
    public void Starts_from_the_baseline()
    {
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        Assert.That(connection.Number("SELECT count(*) FROM authors"), Is.EqualTo(3));
        Assert.That(connection.Number("SELECT count(*) FROM books WHERE cover = zeroblob(5000)"), Is.EqualTo(3));
        connection.Execute("DELETE FROM tags");
    }

    [Test]
    public void First_leaves_a_blob_of_a_closed_connection()
    {
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        s_blob = new SqliteBlob(connection, "books", "cover", 1);
        s_blob.Write([1]);
    }

    [Test]
    public void Second_writes_into_that_blob()
    {
        try
        {
            s_blob!.Write([2, 2, 2]);
            s_blob.Dispose();
        }
        catch (Exception exception) when (exception is SqliteException or ObjectDisposedException)
        {
            // Either is well; what counts is that nobody sees it.
        }

        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        Assert.That(connection.Number("SELECT count(*) FROM books WHERE cover = zeroblob(5000)"), Is.EqualTo(3));
    }

    [Test]
    public void Third_leaves_a_reader_open()
    {
        SqliteConnection connection = Items.Open(Library.ConnectionString);
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT * FROM books";
        s_reader = command.ExecuteReader();
        _ = s_reader.Read();
    }

    [Test]
    public void Fourth_throws_inside_a_transaction()
    {
        s_reader?.Dispose();
        SqliteConnection connection = Items.Open(Library.ConnectionString);
        SqliteTransaction transaction = connection.BeginTransaction();
        connection.Execute("DELETE FROM authors WHERE id = 3 AND NOT EXISTS (SELECT 1 FROM books WHERE author_id = 99)");
        throw new InvalidOperationException($"On purpose, in {transaction}.");
    }

    [Test]
    public void Sixth_passes() => s_reader = null;
}

/// <summary>A connection of the fixture's that a test leaves in a transaction.</summary>
[RequiresDatabase("library")]
public sealed class FixturesConnectionTests
{
    private SqliteConnection _connection = null!;

    [OneTimeSetUp]
    public void Open() => _connection = Items.Open(Library.ConnectionString);

    [OneTimeTearDown]
    public void Close() => _connection.Dispose();

    [Test]
    public void First_uses_it() => _connection.Execute("DELETE FROM tags");

    [Test]
    public void Second_finds_the_baseline() => Assert.That(_connection.Number("SELECT count(*) FROM tags"), Is.EqualTo(3));

    [Test]
    public void Third_leaves_it_in_a_transaction() => _connection.Execute("BEGIN; DELETE FROM tags");

    [Test]
    public void Third_then_another_connection_finds_the_baseline()
    {
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        Assert.That(connection.Number("SELECT count(*) FROM tags"), Is.EqualTo(3));
    }

    [Test]
    public void Third_then_the_connection_is_refused() => _connection.Execute("DELETE FROM tags");
}

[RequiresDatabase("library")]
public sealed class TransactionLeftInSetUpTests
{
    [OneTimeSetUp]
    public void Open() => Items.Open(Library.ConnectionString).Execute("BEGIN; DELETE FROM tags");

    [Test]
    public void Has_no_fixed_state() => Items.Open(Library.ConnectionString).Dispose();
}

/// <summary>One-time set-up that replaces the file: what it wrote cannot be kept, and that is said.</summary>
[RequiresDatabase("library")]
public sealed class FileReplacedInSetUpTests
{
    [OneTimeSetUp]
    public void Make_anew()
    {
        using LibraryContext context = new();
        context.Database.EnsureDeleted();
        context.Database.EnsureCreated();
        context.Authors.Add(new Author { Name = "The only one" });
        context.SaveChanges();
    }

    [Test]
    public void Would_see_the_baseline_instead()
    {
        using LibraryContext context = new();
        Assert.That(context.Authors.Count(), Is.EqualTo(1));
    }
}

[RequiresDatabase("library", "torn")]
public sealed class ForeignKeyTests
{
    private SqliteConnection _unchecked = null!;

    [OneTimeSetUp]
    public void Open() => _unchecked = Items.Open(Library.ConnectionString + ";Foreign Keys=False");

    [OneTimeTearDown]
    public void Close() => _unchecked.Dispose();

    [Test]
    public void A_deferred_violation_fails_at_commit()
    {
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        using SqliteTransaction transaction = connection.BeginTransaction();
        connection.Execute("INSERT INTO books (author_id) VALUES (99)");
        Assert.That(transaction.Commit, Throws.InstanceOf<SqliteException>().With.Message.Contains("FOREIGN KEY"));
        connection.Execute("INSERT INTO authors (id, name) VALUES (99, 'Just in time')");
        transaction.Commit();
    }

    [TestCase("PRAGMA foreign_keys=OFF")]
    [TestCase("PRAGMA foreign_keys = -1")]
    [TestCase("pragma main.foreign_keys(nonsense)")]
    [TestCase("EXPLAIN PRAGMA foreign_keys=0")]
    public void Leaves_a_violation(string pragma)
    {
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        connection.Execute(pragma);
        connection.Execute("INSERT INTO books (id, author_id) VALUES (50, 99)");
    }

    [Test]
    public void Repairs_the_violation()
    {
        using SqliteConnection connection = Items.Open(Library.ConnectionString + ";Foreign Keys=False");
        connection.Execute("INSERT INTO books (id, author_id) VALUES (50, 99); INSERT INTO authors (id, name) VALUES (99, 'Late')");
    }

    [Test]
    public void Leaves_a_violation_through_the_fixtures_connection() => _unchecked.Execute("INSERT INTO books (id, author_id) VALUES (51, 99)");

    [Test]
    public void Leaves_what_the_baseline_violates()
    {
        using SqliteConnection connection = Items.Open(Library.TornConnectionString + ";Foreign Keys=False");
        connection.Execute("INSERT INTO parents VALUES (1)");
    }

    [Test]
    public void Leaves_one_more_violation_of_a_table_without_row_numbers()
    {
        using SqliteConnection connection = Items.Open(Library.TornConnectionString + ";Foreign Keys=False");
        connection.Execute("INSERT INTO pairs VALUES (2, 78)");
    }
}

/// <summary>Runs until it is killed; tells whoever listens at <c>INNER_PORT</c> where its copy lies.</summary>
[RequiresDatabase("library")]
[Category("Separate")]
public sealed class KilledTests
{
    [Test]
    public void Waits_to_be_killed()
    {
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        connection.Execute("BEGIN; DELETE FROM tags");
        using System.Net.Sockets.TcpClient client = new("127.0.0.1", int.Parse(Environment.GetEnvironmentVariable("INNER_PORT")!, System.Globalization.CultureInfo.InvariantCulture));
        using StreamWriter writer = new(client.GetStream());
        writer.WriteLine(Path.GetDirectoryName(connection.DataSource));
        writer.Flush();
        _ = client.GetStream().ReadByte();
    }
}
