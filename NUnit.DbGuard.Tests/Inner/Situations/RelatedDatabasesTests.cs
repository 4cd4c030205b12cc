using Microsoft.Data.Sqlite;

namespace NUnit.DbGuard.Tests.Inner.Situations;

/// <summary>Run with the set-up <c>related</c>: mirrors and other names of one database, on SQLite.</summary>
[Category("Separate")]
public sealed class RelatedDatabasesTests
{
    private const string Replica = "Data Source=replica.db";
    private const string Writable = "Data Source=writable.db";

    [Test]
    [RequiresDatabase]
    public void Depends_on_others() => Assert.That(Items.Count(), Is.Zero);

    [Test]
    [RequiresDatabase("replica")]
    public void Names_only_the_mirror([Range(1, 2)] int number)
    {
        Assert.That(Items.Count(Replica), Is.Zero);
        Items.Add($"by the primary {number}");
        Assert.That(Items.Count(Replica), Is.EqualTo(1));
    }

    [Test]
    [RequiresDatabase("default", "replica", "writable")]
    public void Sees_at_once_what_the_primary_wrote()
    {
        using SqliteConnection reader = Items.Open(Replica);
        Items.Add("written");
        Items.Add("written too", Writable);

        Assert.That((reader.Number("SELECT count(*) FROM items"), Items.Count(Writable)), Is.EqualTo((2, 2)));
    }

    [Test]
    [RequiresDatabase("default", "replica")]
    public void Is_counted_by_either_name()
    {
        Assert.That(() => Items.Count(Replica), Executes.Exactly(1).On("replica"));
        Assert.That(() => Items.Count(Replica), Executes.Exactly(1).On("default").WithHosts());
        Assert.That(() => Items.Count(), Executes.Exactly(1).On("replica").WithHosts());
    }

    [Test]
    [RequiresDatabase("replica")]
    public void Cannot_write_to_a_mirror_that_is_read_only()
    {
        Assert.That(() => Items.Add("refused", Replica), Throws.InstanceOf<SqliteException>().With.Message.Contains("attempt to write a readonly database"));
        Assert.That(() => Items.Add("refused", TestDatabases.Get("replica").ConnectionString), Throws.InstanceOf<SqliteException>().With.Message.Contains("attempt to write a readonly database"));
        Assert.That(() => Items.Add("refused", Environment.GetEnvironmentVariable("ConnectionStrings__Replica")!), Throws.InstanceOf<SqliteException>());
        Assert.That(Items.Count(Replica), Is.Zero);
    }

    [Test]
    [RequiresDatabase("replica")]
    public void Attaches_a_mirror_that_is_read_only()
    {
        using SqliteConnection connection = Items.Open("Data Source=:memory:");
        connection.Execute("ATTACH 'replica.db' AS r");
    }

    [Test]
    [RequiresDatabase("writable")]
    public void Is_another_name_with_the_primarys_contents()
    {
        using System.Data.Common.DbConnection connection = TestDatabases.Get("writable").OpenConnection();
        ((SqliteConnection)connection).Execute("INSERT INTO items (name) VALUES ('written')");

        Assert.That(Items.Count(), Is.EqualTo(1));
    }

    [Test]
    [RequiresDatabase]
    public void Does_not_name_the_mirror() => Items.Count(Replica);

    [Test]
    [RequiresDatabase("of a template", "of a template with a log")]
    public void Begins_as_a_copy_of_a_file([Range(1, 2)] int number)
    {
        Assert.That((Items.Count("Data Source=m.db"), Items.Count("Data Source=n.db")), Is.EqualTo((2, 1)));
        Items.Add($"written {number}", "Data Source=m.db");
        Items.Add($"written {number}", "Data Source=n.db");
    }

    [Test]
    [RequiresDatabase("of a missing template")]
    public void Of_a_missing_template() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("of a text")]
    public void Of_a_text() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("owned")]
    public void Owned() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("with extensions")]
    public void With_extensions() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("first of circle")]
    public void First_of_circle() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("mirror in circle")]
    public void Mirror_in_circle() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("behind circle")]
    public void Behind_circle() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("itself")]
    public void Itself() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("unknown primary")]
    public void Unknown_primary() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("unknown dependency")]
    public void Unknown_dependency() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("mirrors itself")]
    public void Mirrors_itself() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("mirror with seed")]
    public void Mirror_with_seed() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("other name with seed")]
    public void Other_name_with_seed() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("mirror of another kind")]
    public void Mirror_of_another_kind() => Assert.Fail("It ran.");

    [Test]
    [RequiresDatabase("behind broken")]
    public void Behind_broken() => Assert.Fail("It ran.");
}
