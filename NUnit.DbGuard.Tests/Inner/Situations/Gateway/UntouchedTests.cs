#pragma warning disable CS0618 // The order is the situation, and what replaces OrderAttribute skips the tests that follow a failure.
namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

/// <summary>Tests with a mark that never use the database, between two that do.</summary>
[RequiresDatabase]
[Category("Separate")]
public sealed class UntouchedTests
{
    private static string s_last = string.Empty;

    [Test, Order(1)]
    public void Uses_the_database() => Rows.Add("used");

    [Test, Order(2)]
    public void Looks_what_was_sent_last() => Assert.That(static () => s_last = Outside.LastOf("test_default"), Does.Contain("ROLLBACK; DISCARD SEQUENCES, idle").After(20_000, 10));

    [Test, Order(3)]
    public void Uses_nothing([Values(1, 2, 3)] int number) => Assert.That(number, Is.Positive);

    [Test, Order(4)]
    [RequiresDatabase("*")]
    public void Uses_nothing_of_all() => Assert.Pass();

    [Test, Order(5)]
    public void Looks_whether_anything_was_sent() => Assert.That(Outside.LastOf("test_default"), Is.EqualTo(s_last));

    [Test, Order(6)]
    public void Uses_the_database_again()
    {
        Assert.That(Rows.Names(), Is.EqualTo(new[] { Rows.Seeded }));
        Assert.That(Outside.LastOf("test_default"), Is.Not.EqualTo(s_last));
    }
}
