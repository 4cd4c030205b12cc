namespace NUnit.DbGuard.Tests.Inner.Situations.Marks;

public sealed class InvalidMarkTests
{
    [Test]
    [RequiresDatabase]
    [NoDatabase]
    public void Has_both_marks() => Assert.Fail("It must not run.");

    [Test]
    [RequiresDatabase("default", " ")]
    public void Has_an_empty_name() => Assert.Fail("It must not run.");

    [Test]
    [RequiresDatabase("default", "default")]
    public void Names_one_twice() => Assert.Fail("It must not run.");

    [Test]
    [RequiresDatabase("*", "default")]
    public void Names_all_and_one() => Assert.Fail("It must not run.");

    [Test]
    [RequiresDatabase(Isolation = (DatabaseIsolation)42)]
    public void Names_no_isolation() => Assert.Fail("It must not run.");

    [Test]
    [RequiresDatabase((string)null!)]
    public void Has_a_null_name() => Assert.Fail("It must not run.");

    [TestCase(1)]
    [RequiresDatabase("")]
    public void Has_an_empty_name_in_each_case(int number) => Assert.Fail($"Case {number} must not run.");

    [Test]
    public void Has_no_mark() => Assert.That(DatabaseAccess.IsAllowed, Is.False);
}
