using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace NUnit.DbGuard.Tests.Inner.Situations.Sqlite;

/// <summary>Each test checks that it starts from the baseline, and then leaves what the one after it must not find.</summary>
public abstract class AfterATestTests
{
    private string? _expected;

    /// <summary>Gets a connection that is open for the whole fixture, where there is one.</summary>
    internal SqliteConnection? Kept { get; private protected set; }

    [Test]
    public void The_first_test() => CheckStart();

    [Test]
    public void Leaves_rows() => Leave("INSERT INTO authors (name) VALUES ('Dee'); UPDATE books SET title = 'x'; DELETE FROM tags");

    [Test]
    public void Leaves_used_identity_values()
    {
        CheckStart();
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        connection.Execute("INSERT INTO log (entry) VALUES ('a'), ('b'), ('c'); DELETE FROM log WHERE entry IN ('a', 'b', 'c')");
        Assert.That(connection.Number("SELECT seq FROM sqlite_sequence WHERE name = 'log'"), Is.GreaterThan(3));
    }

    [Test]
    public void Leaves_created_objects() => Leave(
        "CREATE TABLE extra (a); CREATE INDEX extra_a ON extra (a); CREATE VIEW peek AS SELECT * FROM extra; CREATE TRIGGER t AFTER DELETE ON authors BEGIN SELECT 1; END; INSERT INTO extra VALUES (1)");

    [Test]
    public void Leaves_dropped_objects() => Leave("DROP VIEW shelf; DROP TRIGGER log_authors; DROP INDEX books_by_title; DROP TABLE tags; DROP TABLE log");

    [Test]
    public void Leaves_altered_tables() => Leave(
        "ALTER TABLE authors ADD COLUMN born INTEGER; ALTER TABLE tags RENAME TO labels; ALTER TABLE books DROP COLUMN cover; ALTER TABLE log RENAME COLUMN entry TO line");

    [Test]
    public void Leaves_another_table_of_the_same_name() => Leave("DROP TABLE tags; CREATE TABLE tags (other TEXT); INSERT INTO tags VALUES ('o')");

    [Test]
    public void Vacuums() => Leave("DELETE FROM tags; DELETE FROM books", "VACUUM");

    [Test]
    public void Analyzes() => Leave("ANALYZE; REINDEX");

    [Test]
    public void Leaves_versions() => Leave("PRAGMA user_version = 99; PRAGMA application_id = 5");

    [Test]
    public void Leaves_a_database_that_has_grown_beyond_a_thousand_pages() => Leave(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500) INSERT INTO log (entry) SELECT hex(randomblob(2000)) FROM n");

    [Test]
    public void Rolls_a_spilled_transaction_back()
    {
        CheckStart();
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        connection.Execute("PRAGMA cache_size = 5");
        using SqliteTransaction transaction = connection.BeginTransaction();
        connection.Execute("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) INSERT INTO log (entry) SELECT hex(randomblob(2000)) FROM n");
        transaction.Rollback();
    }

    [Test]
    public void Commits_behind_a_savepoint() => Leave("SAVEPOINT a; DELETE FROM tags; SAVEPOINT b; DELETE FROM log; ROLLBACK TO b; RELEASE a");

    [Test]
    public void Leaves_temporary_tables_on_a_pooled_connection() => Leave("CREATE TEMP TABLE authors (only_mine); INSERT INTO authors VALUES (1)");

    [Test]
    public void Leaves_temporary_tables_of_a_quoted_schema_on_a_pooled_connection() => Leave("CREATE TABLE \"temp\".\"tags\" (only_mine)");

    [Test]
    public void Leaves_temporary_tables_of_a_bracketed_schema_on_a_pooled_connection() => Leave("CREATE TABLE IF NOT EXISTS [temp] . tags (only_mine)");

    [Test]
    public void Leaves_settings_on_a_pooled_connection()
    {
        CheckStart();
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        connection.Execute("PRAGMA case_sensitive_like = ON; PRAGMA cache_size = 17; PRAGMA query_only = ON; PRAGMA recursive_triggers = ON; PRAGMA foreign_keys = OFF");
    }

    [Test]
    public void Leaves_a_setting_made_through_explain_on_a_pooled_connection()
    {
        CheckStart();
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "EXPLAIN PRAGMA query_only = ON";
        _ = command.ExecuteScalar();
    }

    [Test]
    public void Leaves_functions_and_collations_on_a_pooled_connection()
    {
        CheckStart();
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        connection.CreateFunction("upper", (string _) => "mine");
        connection.CreateAggregate("count_up", 0L, static (long sum, long value) => sum + value);
        connection.CreateCollation("NOCASE", static (_, _) => 0);
        Assert.That(Text(connection, "SELECT upper('a')"), Is.EqualTo("mine"));
    }

    [Test]
    public void Puts_the_schema_version_back_after_a_change()
    {
        long version;
        using (SqliteConnection connection = Items.Open(Library.ConnectionString))
        {
            version = connection.Number("PRAGMA schema_version");
        }

        Leave($"ALTER TABLE log ADD COLUMN later INTEGER; ALTER TABLE tags ADD COLUMN later INTEGER; PRAGMA schema_version = {version}");
    }

    [Test]
    public void Writes_through_every_kind_of_connection()
    {
        CheckStart();
        foreach (string extra in (string[])["", ";Pooling=False", ";Cache=Shared", ";Foreign Keys=False", ";Foreign Keys=True", ";Mode=ReadWrite"])
        {
            using SqliteConnection connection = Items.Open(Library.ConnectionString + extra);
            connection.Execute($"INSERT INTO authors (name) VALUES ('by {extra}')");
        }
    }

    [OneTimeTearDown]
    public void The_last_test_is_undone_as_well()
    {
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        Assert.That(Library.Dump(connection), Is.EqualTo(_expected));
        Leave(connection);
    }

    /// <summary>Writes in one-time tear-down.</summary>
    private protected virtual void Leave(SqliteConnection connection)
    {
    }

    private protected void CheckStart()
    {
        using (SqliteConnection readOnly = Items.Open(Library.ConnectionString + ";Mode=ReadOnly"))
        {
            string found = Library.Dump(readOnly);
            _expected ??= found;
            Assert.That(found, Is.EqualTo(_expected));
        }

        using SqliteConnection fresh = Items.Open(Library.ConnectionString);
        Assert.That(Library.Dump(fresh), Is.EqualTo(_expected), "a new connection");
        CheckSettings(fresh);
        if (Kept is { } kept)
        {
            Assert.That(Library.Dump(kept), Is.EqualTo(_expected), "the fixture's connection");
        }
    }

    private protected void Leave(params string[] scripts)
    {
        CheckStart();
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        foreach (string script in scripts)
        {
            connection.Execute(script);
        }

        if (Kept is { } kept)
        {
            // So that it, too, has seen the state that is undone.
            _ = Library.Dump(kept);
        }
    }

    private static void CheckSettings(SqliteConnection connection)
    {
        Assert.That(connection.Number("SELECT 'A' LIKE 'a'"), Is.EqualTo(1));
        Assert.That(connection.Number("PRAGMA cache_size"), Is.EqualTo(-2000));
        Assert.That(connection.Number("PRAGMA query_only"), Is.Zero);
        Assert.That(connection.Number("PRAGMA recursive_triggers"), Is.Zero);
        Assert.That(connection.Number("PRAGMA foreign_keys"), Is.EqualTo(1));
        Assert.That(Text(connection, "SELECT upper('a')"), Is.EqualTo("A"));
        Assert.That(connection.Number("SELECT 'a' = 'b' COLLATE NOCASE"), Is.Zero);
        Assert.That(() => connection.Number("SELECT count_up(1)"), Throws.InstanceOf<SqliteException>());
    }

    internal static string? Text(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}

[RequiresDatabase("library")]
public sealed class AfterATestOnTheBaselineTests : AfterATestTests;

/// <summary>The same over rows and a table of the fixture's own.</summary>
[RequiresDatabase("library")]
public sealed class AfterATestOnOneTimeDataTests : AfterATestTests
{
    [OneTimeSetUp]
    public void Add()
    {
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        connection.Execute("CREATE TABLE once (a); INSERT INTO once VALUES (1); INSERT INTO authors (name) VALUES ('Once')");
    }

    private protected override void Leave(SqliteConnection connection)
    {
        Assert.That(connection.Number("SELECT count(*) FROM once"), Is.EqualTo(1));
        Assert.That(connection.Number("SELECT count(*) FROM authors"), Is.EqualTo(4));
        connection.Execute("INSERT INTO once VALUES (2); CREATE TEMP TABLE authors (left_by_tear_down)");
    }
}

/// <summary>Comes after the fixture with one-time data; its first test finds the baseline.</summary>
[RequiresDatabase("library")]
public sealed class AfterATestWithAConnectionKeptOpenTests : AfterATestTests
{
    [OneTimeSetUp]
    public void Open() => Kept = Items.Open(Library.ConnectionString);

    [OneTimeTearDown]
    public void Close() => Kept!.Dispose();
}

[RequiresDatabase("library")]
public sealed class AfterATestWithAConnectionKeptOpenOnOneTimeDataTests : AfterATestTests
{
    [OneTimeSetUp]
    public void Open()
    {
        Kept = Items.Open(Library.ConnectionString);
        Kept.Execute("CREATE TABLE kept (b, c); INSERT INTO kept VALUES (1, 2);");
    }

    [OneTimeTearDown]
    public void Close() => Kept!.Dispose();
}

/// <summary>What takes the copy out of use: the next test gets another.</summary>
[RequiresDatabase("library")]
public class AfterATestThatWroteTheFileTests : AfterATestTests
{
    [Test]
    public void Checkpoints() => Leave("UPDATE books SET title = 'y'; PRAGMA wal_checkpoint(TRUNCATE)");

    [Test]
    public void Checkpoints_by_itself() => Leave("PRAGMA wal_autocheckpoint = 1; UPDATE books SET title = 'z'; UPDATE books SET title = 'a'");

    [Test]
    public void Leaves_the_log_mode() => Leave("PRAGMA journal_mode = DELETE; UPDATE books SET title = 'b'");

    [Test]
    public void Leaves_the_log_mode_in_other_words() => Leave("/* x */ PRAGMA main . \"journal_mode\" ( 'truncate' ); DELETE FROM tags");

    [Test]
    public void Locks_the_file() => Leave("PRAGMA locking_mode = EXCLUSIVE; DELETE FROM tags");

    [Test]
    public void Changes_the_page_size() => Leave("PRAGMA journal_mode = DELETE; PRAGMA page_size = 8192; VACUUM");

    [Test]
    public void Edits_the_schema_table() => Leave(
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE log (id INTEGER PRIMARY KEY AUTOINCREMENT, entry TEXT, more TEXT)' WHERE name = 'log'; PRAGMA writable_schema = OFF");

    [Test]
    public void Makes_the_database_anew_with_EF()
    {
        CheckStart();
        using LibraryContext context = new();
        Assert.That(context.Database.EnsureDeleted(), Is.True);
        Assert.That(context.Database.EnsureCreated(), Is.True);
        context.Authors.Add(new Author { Name = "Made anew" });
        _ = context.SaveChanges();
        Assert.That(context.Authors.Count(), Is.EqualTo(1));
    }

    [Test]
    public void Deletes_the_file()
    {
        CheckStart();
        string file;
        using (SqliteConnection connection = Items.Open(Library.ConnectionString))
        {
            file = connection.DataSource;
        }

        SqliteConnection.ClearAllPools();
        File.Delete(file);
    }

    [Test]
    public void Deletes_the_file_and_makes_another()
    {
        CheckStart();
        string file;
        using (SqliteConnection connection = Items.Open(Library.ConnectionString))
        {
            file = connection.DataSource;
        }

        SqliteConnection.ClearAllPools();
        File.Delete(file);
        using SqliteConnection another = Items.Open(Library.ConnectionString);
        another.Execute("CREATE TABLE authors (other)");
        Assert.That(another.Number("SELECT count(*) FROM sqlite_schema"), Is.EqualTo(1));
    }

    [Test]
    public void Overwrites_the_file()
    {
        CheckStart();
        string file;
        using (SqliteConnection connection = Items.Open(Library.ConnectionString))
        {
            file = connection.DataSource;
        }

        File.WriteAllBytes(file, new byte[4096]);
    }

    [Test]
    public void Writes_another_database_over_this_one()
    {
        CheckStart();
        using SqliteConnection memory = Items.Open("Data Source=:memory:");
        memory.Execute("CREATE TABLE authors (other)");
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        memory.BackupDatabase(connection);
        Assert.That(connection.Number("SELECT count(*) FROM sqlite_schema"), Is.EqualTo(1));
    }
}

[RequiresDatabase("library")]
public sealed class AfterATestThatWroteTheFileOnOneTimeDataTests : AfterATestThatWroteTheFileTests
{
    [OneTimeSetUp]
    public void Add()
    {
        using SqliteConnection connection = Items.Open(Library.ConnectionString);
        connection.Execute("CREATE TABLE once (a, b); INSERT INTO once VALUES (1, 1)");
    }
}

public sealed class Author
{
    public int Id { get; set; }

    public required string Name { get; set; }
}

public sealed class LibraryContext(string connectionString = Library.ConnectionString) : DbContext
{
    public DbSet<Author> Authors => Set<Author>();

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseSqlite(connectionString);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<Author>(author =>
        {
            author.ToTable("authors");
            author.Property(static a => a.Id).HasColumnName("id");
            author.Property(static a => a.Name).HasColumnName("name");
        });
    }
}
