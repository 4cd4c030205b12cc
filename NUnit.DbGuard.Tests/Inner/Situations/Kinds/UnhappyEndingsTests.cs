#pragma warning disable CS0618 // The order is the situation, and what replaces OrderAttribute skips the tests that follow a failure.
namespace NUnit.DbGuard.Tests.Inner.Situations.Kinds;

/// <summary>Tests that write and then end badly, each followed by one that looks at what it finds.</summary>
[RequiresDatabase]
public sealed class UnhappyEndingsTests
{
    private static string Name => TestContext.CurrentContext.Test.MethodName!;

    [SetUp]
    public void SetUp()
    {
        if (!Name.StartsWith("Finds", StringComparison.Ordinal))
        {
            Items.Add(Name);
        }

        if (Name == nameof(Breaks_in_set_up))
        {
            throw new InvalidOperationException("broken set-up");
        }

        if (Name == nameof(Is_inconclusive_in_set_up))
        {
            Assert.Inconclusive("inconclusive set-up");
        }
    }

    [TearDown]
    public void TearDown()
    {
        if (Name == nameof(Breaks_in_tear_down))
        {
            Items.Add("tear-down");
            throw new InvalidOperationException("broken tear-down");
        }
    }

    [Test, Order(1)]
    public void Fails() => Assert.Fail("a failed assertion");

    [Test, Order(2)]
    public void Finds_the_baseline_after_a_failure() => Look();

    [Test, Order(3)]
    public void Throws() => throw new InvalidOperationException("thrown");

    [Test, Order(4)]
    public void Finds_the_baseline_after_an_exception() => Look();

    [Test, Order(5)]
    public void Is_inconclusive() => Assert.Inconclusive("nothing can be said");

    [Test, Order(6)]
    public void Finds_the_baseline_after_an_inconclusive_test() => Look();

    [Test, Order(7)]
    public void Ignores_itself() => Assert.Ignore("not today");

    [Test, Order(8)]
    public void Finds_the_baseline_after_an_ignored_test() => Look();

    [Test, Order(9)]
    public void Breaks_in_set_up() => Assert.Fail("It must not run.");

    [Test, Order(10)]
    public void Finds_the_baseline_after_a_broken_set_up() => Look();

    [Test, Order(11)]
    public void Breaks_in_tear_down() => Items.Add("test");

    [Test, Order(12)]
    public void Finds_the_baseline_after_a_broken_tear_down() => Look();

    [Test, Order(13)]
    public void Is_inconclusive_in_set_up() => Assert.Fail("It must not run.");

    [Test, Order(14)]
    public void Finds_the_baseline_after_an_inconclusive_set_up() => Look();

    [Test, Order(15)]
    public void Fails_twice_in_one_assertion() => Assert.Multiple(static () =>
    {
        Assert.That(Items.Count(), Is.EqualTo(100));
        Items.Add("between");
        Assert.That(Items.Count(), Is.EqualTo(200));
    });

    [Test, Order(16)]
    public void Finds_the_baseline_after_several_failures() => Look();

    [Test, Order(17)]
    public void Leaves_a_transaction_open()
    {
        Microsoft.Data.Sqlite.SqliteConnection connection = Items.Open();
        _ = connection.BeginTransaction();
        connection.Execute("INSERT INTO items (name) VALUES ('never committed')");
    }

    [Test, Order(18)]
    public void Finds_the_baseline_after_an_open_transaction() => Look();

    [Test, Order(19)]
    public void Passes_at_once()
    {
        Items.Add("more");
        Assert.Pass("passed at once");
    }

    [Test, Order(20)]
    public void Finds_the_baseline_after_a_pass() => Look();

    [Test, Order(21)]
    public void Warns() => Assert.Warn("a warning");

    [Test, Order(22)]
    public void Finds_the_baseline_after_a_warning() => Look();

    [Test, Order(23), Ignore("never run")]
    public void Is_ignored() => Assert.Fail("It must not run.");

    [Test, Order(24)]
    public void Finds_the_baseline_after_a_test_that_never_ran() => Look();

    private static void Look()
    {
        Assert.That(Items.Count(), Is.EqualTo(1));
        using Microsoft.Data.Sqlite.SqliteConnection connection = Items.Open();
        connection.Execute("INSERT INTO items (name) VALUES ('next')");
        Assert.That(connection.Number("SELECT last_insert_rowid()"), Is.EqualTo(2), "Identity values start from the baseline.");
    }
}
