using System.Data.Common;

namespace NUnit.DbGuard.Tests.Inner.Situations;

/// <summary>Run with the set-up <c>failing</c>: one test for each database that cannot be made, and for those that can.</summary>
/// <remarks>NUnit runs them by their names.</remarks>
[Category("Separate")]
public sealed class FailingDatabasesTests
{
    [TestCase("healthy")]
    [RequiresDatabase("healthy")]
    public void A_healthy_one_comes_first(string database) => AssertWorks(database);

    [Test]
    [RequiresDatabase("server down")]
    public void Server_down() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("wrong password")]
    public void Wrong_password() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("no permission")]
    public void No_permission() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("without marker")]
    public void Without_marker() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("newer marker")]
    public void Newer_marker() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("disk full")]
    public void Disk_full() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("first of circle")]
    public void Circle() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("unknown mirror")]
    public void Unknown_mirror() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("broken migration")]
    public void Broken_migration() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("broken migration of a file")]
    public void Broken_migration_of_a_file() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("seed throws")]
    public void Seed_throws() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("bad script")]
    public void Bad_script() => Assert.Fail("It ran.");

    [TestCase("healthy")]
    [TestCase("healthy file")]
    [RequiresDatabase("healthy", "healthy file")]
    public void The_healthy_ones_come_last(string database) => AssertWorks(database);

    private static void AssertWorks(string database)
    {
        using DbConnection connection = TestDatabases.Get(database).OpenConnection();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "INSERT INTO items VALUES (1) RETURNING id";
        Assert.That(command.ExecuteScalar(), Is.EqualTo(1));
    }
}
