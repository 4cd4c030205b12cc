#pragma warning disable CS0618 // The order is the situation, and what replaces OrderAttribute skips the tests that follow a failure.
using NUnit.DbGuard.Tests.Inner.Situations.Background;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

/// <summary>Threads on no test's flow, and threads that outlive their test.</summary>
[Category("Separate")]
public sealed class BackgroundTests
{
    private static readonly Worker s_host = new(keepsFlow: false);
    private static Worker? s_outliving;

    [Test, Order(1)]
    [RequiresDatabase]
    public void Works_for_the_running_test([Values(1, 2)] int number)
    {
        Rows.Add("of the test");
        s_host.Run(() =>
        {
            Assert.That(Rows.Count(), Is.EqualTo(2), $"case {number}");
            Rows.Add("of the host");
        });

        Assert.That(Rows.Count(), Is.EqualTo(3));
    }

    [Test, Order(2)]
    public void Works_for_an_unmarked_test() => s_host.Run(static () => Rows.Count());

    [Test, Order(3)]
    public void Swallows_for_an_unmarked_test() => s_host.Run(static () => Swallow(static () => Rows.Count()));

    [Test, Order(4)]
    [RequiresDatabase]
    public void Starts_a_thread_that_goes_on()
    {
        s_outliving = new Worker(keepsFlow: true);
        s_outliving.Run(static () => Rows.Add("during the test"));
    }

    [Test, Order(5)]
    [RequiresDatabase]
    public void Comes_while_the_thread_goes_on()
    {
        Exception? refused = null;
        s_outliving!.Run(() => refused = Swallow(static () => Rows.Add("after the test")));

        Assert.That(refused, Is.InstanceOf<DatabaseAccessBlockedException>());
        Assert.That(refused!.Message, Does.StartWith("DBG1004: Work that '").And.Contains(nameof(Starts_a_thread_that_goes_on)));
        Assert.That(Rows.Names(), Is.EqualTo(new[] { Rows.Seeded }));
    }

    [OneTimeTearDown]
    public void Between_tests()
    {
        // As a host's loop does, again and again.
        for (int i = 0; i < 3; i++)
        {
            s_host.Run(static () => Swallow(static () => Rows.Add("between two tests")));
        }
    }

    private static Exception? Swallow(Action work)
    {
        try
        {
            work();
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }
}
