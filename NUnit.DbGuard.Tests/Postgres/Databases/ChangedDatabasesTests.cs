using System.Diagnostics;
using NUnit.DbGuard.Postgres.Databases;

namespace NUnit.DbGuard.Tests.Postgres.Databases;

/// <summary>A kept database that somebody has changed between two runs is made anew; one that was only looked at, or looked after by the server, is not.</summary>
[Property("Parity", "F12")]
public sealed class ChangedDatabasesTests
{
    private const string Rows = "rows or sequences in it were changed since the last run, and not by one (or the server has lost its statistics)";
    private const string Schema = "its schema was changed since the last run, and not by one";

    private string _name = null!;

    [SetUp]
    public void TakeName() => _name = $"changed{TestContext.CurrentContext.Test.ID.Replace('-', '_')}";

    [TestCase("UPDATE items SET name = 'by hand' WHERE id = 1", Rows)]
    [TestCase("INSERT INTO items (id) VALUES (99)", Rows)]
    [TestCase("DELETE FROM items WHERE id = 1", Rows)]
    [TestCase("SELECT setval('numbers', 7)", Rows)]
    [TestCase("TRUNCATE items", Schema)]
    [TestCase("ALTER TABLE items ADD more integer", Schema)]
    [TestCase("ALTER TABLE items ALTER name SET DEFAULT 'x'", Schema)]
    [TestCase("CREATE OR REPLACE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 2'", Schema)]
    [TestCase("DROP INDEX by_name", Schema)]
    public void What_a_hand_has_changed_is_found(string sql, string difference)
    {
        string database = Keep();
        uint id = DatabasesServer.IdOf(database);
        DatabasesServer.RunIn(database, sql);

        using DatabaseRun next = Run();
        next.Create();

        Assert.That(next.Lines, Is.EqualTo([$"it is made anew as {database}: {difference}."]));
        Assert.That(DatabasesServer.IdOf(database), Is.Not.EqualTo(id));
        Assert.That(DatabasesServer.RunIn(database, "SELECT count(*) FROM items WHERE name LIKE 'seeded %'"), Is.EqualTo(3));
    }

    [TestCase("SELECT * FROM items")]
    [TestCase("VACUUM FULL pg_catalog.pg_description")]
    [TestCase("VACUUM (FREEZE, ANALYZE)")]
    [TestCase("ANALYZE items")]
    [TestCase("CREATE TEMPORARY TABLE mine (id integer)")]
    public void What_changes_nothing_is_not(string sql)
    {
        string database = Keep();
        DatabasesServer.RunIn(database, sql);

        using DatabaseRun next = Run();
        next.Create();

        Assert.That(next.Lines, Is.EqualTo([$"it is reused from {database}."]));
    }

    [Test]
    public void Work_that_tests_have_undone_is_not()
    {
        string database;
        using (DatabaseRun first = Run())
        {
            database = first.Create();
            DatabasesServer.RunIn(database, "BEGIN", "INSERT INTO items (id) VALUES (50)", "CREATE TABLE gone (id integer)", "ROLLBACK");
        }

        using DatabaseRun next = Run();
        next.Create();

        Assert.That(next.Lines, Is.EqualTo([$"it is reused from {database}."]));
    }

    [Test]
    public void A_copy_for_a_worker_is_judged_by_itself()
    {
        string database;
        using (DatabaseRun first = Run(hasParallelTests: true))
        {
            database = first.Create();
        }

        uint[] ids = [DatabasesServer.IdOf(database), DatabasesServer.IdOf($"{database}_w0")];
        DatabasesServer.RunIn($"{database}_w0", "DELETE FROM items");
        using DatabaseRun next = Run(hasParallelTests: true);
        next.Create();

        Assert.That(next.Lines, Is.EqualTo([$"it is reused from {database}.", $"{database}_w0 is copied anew: {Rows}."]));
        Assert.That(DatabasesServer.IdOf(database), Is.EqualTo(ids[0]));
        Assert.That(DatabasesServer.IdOf($"{database}_w0"), Is.Not.EqualTo(ids[1]));
    }

    [Test]
    public void Looking_at_a_hundred_tables_finds_the_same_again()
    {
        DatabasesServer.Run($"CREATE DATABASE {_name}");
        DatabasesServer.RunIn(
            _name,
            "DO $$ BEGIN FOR i IN 1..100 LOOP EXECUTE format('CREATE TABLE t%s (id serial PRIMARY KEY, a text UNIQUE, b integer NOT NULL DEFAULT 1, c timestamptz, d numeric)', i); END LOOP; END $$");
        string connectionString = DatabasesServer.With(builder => (builder.Database, builder.Pooling) = (_name, false));
        string first = DatabaseContents.TryRead(connectionString)!;
        List<double> taken = [];
        List<double> opening = [];
        for (int round = 0; round < 10; round++)
        {
            long begin = Stopwatch.GetTimestamp();
            Assert.That(DatabaseContents.TryRead(connectionString), Is.EqualTo(first));
            taken.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            begin = Stopwatch.GetTimestamp();
            DatabasesServer.Open(_name).Dispose();
            opening.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }

        TestContext.Out.WriteLine($"Median of 10: {taken.Order().ElementAt(5):0.0} ms; opening a connection alone: {opening.Order().ElementAt(5):0.0} ms.");
    }

    private string Keep()
    {
        using DatabaseRun first = Run();
        return first.Create();
    }

    private DatabaseRun Run(bool hasParallelTests = false) => new(
        _name,
        static builder => builder.UseSchema(static (connection, cancellationToken) => DatabaseRun.Execute(
            connection,
            """
            CREATE TABLE items (id integer PRIMARY KEY, name text); CREATE INDEX by_name ON items (name); CREATE SEQUENCE numbers;
            CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1'; INSERT INTO items SELECT i, 'seeded ' || i FROM generate_series(1, 3) i
            """,
            cancellationToken)),
        DatabaseRun.Reuse,
        hasParallelTests: hasParallelTests);
}
