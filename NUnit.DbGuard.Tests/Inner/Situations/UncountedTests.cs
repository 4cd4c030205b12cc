namespace NUnit.DbGuard.Tests.Inner.Situations;

/// <summary>Counting in a test without a mark.</summary>
public sealed class UncountedTests
{
    private Exception? _ofHosts;

    [OneTimeSetUp]
    public void CountHosts()
    {
        try
        {
            Assert.That(static () => 1 + 1, Executes.Exactly(0).WithHosts());
        }
        catch (InvalidOperationException exception)
        {
            _ofHosts = exception;
        }
    }

    [Test]
    public void None_is_none() => Assert.That(static () => 1 + 1, Executes.Exactly(0));

    [Test]
    public void None_is_none_on_one_database() => Assert.That(static () => 1 + 1, Executes.Exactly(0).On("default"));

    [Test]
    public void Hosts_are_not_counted_in_one_time_set_up() => Assert.That(_ofHosts?.Message, Does.Contain("there is no test here"));
}
