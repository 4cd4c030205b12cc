using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Postgres.Databases;

namespace NUnit.DbGuard.Tests.Postgres.Databases;

/// <summary>What is not ours is never touched, whatever its name; what is ours is, whatever became of its run.</summary>
public sealed class MarkedDatabasesTests
{
    private static readonly RunSettings[] s_both = [DatabaseRun.Once, DatabaseRun.Reuse with { CreateDatabase = true }];

    private string _name = null!;
    private string _database = null!;

    [SetUp]
    public void MakeDatabase()
    {
        _name = $"marked{TestContext.CurrentContext.Test.ID.Replace('-', '_')}";
        _database = $"test_{_name}";
        DatabasesServer.Run($"CREATE DATABASE {_database}");
        DatabasesServer.RunIn(_database, "CREATE TABLE real (data text)", "INSERT INTO real VALUES ('worth keeping')");
    }

    [TestCase("")]
    [TestCase("The shop's own")]
    [TestCase("NUnit.DbGuardian 1 ready once")]
    [Property("Parity", "F6")]
    [Property("Parity", "F17")]
    [Property("Security", "S18")]
    public void One_without_a_marker_is_refused_and_not_touched(string comment)
    {
        DatabasesServer.Run($"COMMENT ON DATABASE {_database} IS '{comment.Replace("'", "''", StringComparison.Ordinal)}'");
        foreach (RunSettings settings in s_both)
        {
            using DatabaseRun run = new(_name, settings: settings);
            Assert.That(
                run.Create,
                Throws.InstanceOf<DatabaseSetUpException>().With.Message.StartsWith(
                    $"DBG7008: The test database '{_name}' belongs at {_database}, but a database is there, which NUnit.DbGuard did not make. It was not touched.")
                    .And.Message.Contains($"COMMENT ON DATABASE \"{_database}\" IS '{DatabaseMarker.Permission}'."));
        }

        Assert.That(DatabasesServer.RunIn(_database, "SELECT data FROM real"), Is.EqualTo("worth keeping"));
        Assert.That(DatabasesServer.CommentOf(_database) ?? string.Empty, Is.EqualTo(comment));
    }

    [TestCase("NUnit.DbGuard 2 ready once\nmore", "DBG7010: ", "(marker version 2)")]
    [TestCase("NUnit.DbGuard 1 ready", "DBG7009: ", "is not whole")]
    [TestCase("NUnit.DbGuard 1 done once", "DBG7009: ", "is not whole")]
    [TestCase("NUnit.DbGuard 1 1 once", "DBG7009: ", "is not whole")]
    [TestCase("NUnit.DbGuard x ready once", "DBG7009: ", "is not whole")]
    [TestCase("NUnit.DbGuard 1 ready once\nnonsense", "DBG7009: ", "is not whole")]
    [Property("Parity", "F6")]
    public void One_whose_marker_is_not_understood_is_refused_and_not_touched(string comment, string code, string text)
    {
        DatabasesServer.Run($"COMMENT ON DATABASE {_database} IS '{comment}'");
        foreach (RunSettings settings in s_both)
        {
            using DatabaseRun run = new(_name, settings: settings);
            Assert.That(run.Create, Throws.InstanceOf<DatabaseSetUpException>().With.Message.StartsWith(code).And.Message.Contains(text));
        }

        Assert.That(DatabasesServer.RunIn(_database, "SELECT data FROM real"), Is.EqualTo("worth keeping"));
    }

    [Test]
    [Property("Parity", "F6")]
    public void The_comment_that_the_error_names_allows_it_to_be_replaced()
    {
        DatabasesServer.Run($"COMMENT ON DATABASE {_database} IS '{DatabaseMarker.Permission}'");
        using DatabaseRun run = new(_name);

        run.Create();

        Assert.That(run.Lines, Is.EqualTo([$"it is made anew as {_database}: its comment allows that."]));
        Assert.That(DatabasesServer.RunIn(_database, "SELECT to_regclass('real')::text"), Is.Null);
    }

    [Test]
    [Property("Security", "S18")]
    public void The_marker_that_is_taken_away_during_a_run_saves_the_database()
    {
        using DatabaseRun run = new($"{_name}_2");
        string database = run.Create();
        DatabasesServer.Run($"COMMENT ON DATABASE {database} IS NULL");

        run.Dispose();

        Assert.That(DatabasesServer.Exists(database), Is.True);
        Assert.That(run.Lines.Single(), Does.Contain("DBG7008: "));
    }

    [Test]
    public void A_later_run_takes_no_database_without_a_marker_for_its_second_name()
    {
        string name = $"{_name}_busy";
        DatabasesServer.Run($"CREATE DATABASE test_{name}_2");
        using DatabaseRun first = new(name);
        using DatabaseRun second = new(name);

        Assert.That((first.Create(), second.Create()), Is.EqualTo(($"test_{name}", $"test_{name}_3")));
        Assert.That(DatabasesServer.CommentOf($"test_{name}_2"), Is.Null);
    }

    [Test]
    public void A_database_between_its_creation_and_its_marker_is_cleaned_up_and_one_that_only_looks_like_it_is_not()
    {
        string unborn = TestDatabaseName.Unborn();
        string open = TestDatabaseName.Unborn();
        string described = TestDatabaseName.Unborn();
        DatabasesServer.Run($"CREATE DATABASE {unborn} ALLOW_CONNECTIONS false", $"CREATE DATABASE {open}", $"CREATE DATABASE {described} ALLOW_CONNECTIONS false", $"COMMENT ON DATABASE {described} IS 'mine'");
        using DatabaseRun run = new($"{_name}_2");

        run.Create();

        Assert.That(run.Lines, Is.EqualTo([$"{unborn}, which a run that died has left behind, was dropped."]));
        Assert.That((DatabasesServer.Exists(unborn), DatabasesServer.Exists(open), DatabasesServer.Exists(described)), Is.EqualTo((false, true, true)));
    }
}
