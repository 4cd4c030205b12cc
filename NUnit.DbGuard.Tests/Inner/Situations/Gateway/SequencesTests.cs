#pragma warning disable CS0618 // The order is the situation, and what replaces OrderAttribute skips the tests that follow a failure.
using Npgsql;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

/// <summary>The ids that a test's rows get.</summary>
[RequiresDatabase("second")]
[Category("Separate")]
public sealed class SequencesTests
{
    private static long s_last;

    [Test, Order(1)]
    public void Takes_two_ids()
    {
        _ = NewId("one");
        s_last = NewId("two");
    }

    [Test, Order(2)]
    public void Goes_on_where_the_last_test_was() => Assert.That(s_last = NewId("one"), Is.GreaterThan(3));

    [Test, Order(3)]
    [RequiresDatabase("second", ResetSequences = true)]
    public void Starts_from_the_baseline()
    {
        Assert.That(NewId("one"), Is.EqualTo(2));
        Assert.That(NewId("two"), Is.EqualTo(3));
    }

    [Test, Order(4)]
    [RequiresDatabase("second", ResetSequences = true)]
    public void Starts_from_the_baseline_again() => Assert.That(NewId("one"), Is.EqualTo(2));

    [Test, Order(5)]
    public void Goes_on_behind_those() => Assert.That(NewId("one"), Is.EqualTo(3));

    private static long NewId(string name)
    {
        using NpgsqlConnection connection = Rows.Open("second");
        return connection.Number($"INSERT INTO items (name) VALUES ('{name}') RETURNING id");
    }
}
