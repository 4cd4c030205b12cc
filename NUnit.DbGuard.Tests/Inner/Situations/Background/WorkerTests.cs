namespace NUnit.DbGuard.Tests.Inner.Situations.Background;

public sealed class WorkerTests
{
    [TestCase(1)]
    [TestCase(2)]
    [RequiresDatabase]
    public void Works_for_the_running_test(int number)
    {
        Items.Add("of the test");
        Worker.Old.Run(() =>
        {
            Assert.That(DatabaseAccess.IsAllowed, Is.True, $"case {number}");
            Assert.That(Items.Count(), Is.EqualTo(2));
            Items.Add("of the worker");
        });

        Assert.That(Items.Count(), Is.EqualTo(3));
    }

    [Test]
    public void Works_for_an_unmarked_test() => Worker.Old.Run(static () => Items.Count());

    [Test]
    public void Swallows_for_an_unmarked_test() => Worker.Old.Run(static () => Refused.Swallow(static () => Items.Count()));

    [Test]
    public void Opens_PostgreSQL_for_an_unmarked_test() => Worker.Old.Run(static () => Refused.Swallow(Access.Postgres.Open));

    [Test]
    public void Asks_for_an_unmarked_test() => Worker.Old.Run(static () => Assert.That(DatabaseAccess.IsAllowed, Is.False));

    [Test]
    [RequiresDatabase("second")]
    public void Works_for_a_test_with_another_database() => Worker.Old.Run(static () => Items.Count());
}
