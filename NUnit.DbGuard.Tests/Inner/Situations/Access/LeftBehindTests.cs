#pragma warning disable CS0618 // The order is the situation, and what replaces OrderAttribute skips the tests that follow a failure.
using Microsoft.Data.Sqlite;

namespace NUnit.DbGuard.Tests.Inner.Situations.Access;

/// <summary>A test that leaves work behind, and the tests that run while that work goes on.</summary>
public sealed class LeftBehindTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);
    private static readonly SemaphoreSlim s_go = new(0);
    private static readonly SemaphoreSlim s_done = new(0);
    private static readonly List<Exception> s_thrown = [];
    private static Task? s_loop;

    [Test, Order(1), RequiresDatabase]
    public void Leaves_a_loop_behind()
    {
        SqliteConnection connection = Items.Open();
        s_loop = Task.Run(async () =>
        {
            for (int i = 0; i < 3; i++)
            {
                Assert.That(await s_go.WaitAsync(s_limit), Is.True);
                Try(() => Items.Add("left behind"));
                Try(() => connection.Execute("INSERT INTO items (name) VALUES ('left behind')"));
                Try(Postgres.Open);
                Try(() => TestDatabases.Get("default"));
                s_done.Release();
            }
        });
    }

    [Test, Order(2), RequiresDatabase]
    public void Uses_the_database_while_the_loop_goes_on()
    {
        Items.Add("own");
        Turn();
        Assert.That(Items.Count(), Is.EqualTo(2));
    }

    [Test, Order(3)]
    public void Has_no_mark_while_the_loop_goes_on() => Turn();

    [Test, Order(4), RequiresDatabase]
    public void Finds_the_baseline_after_the_loop()
    {
        Turn();
        Assert.That(s_loop!.Wait(s_limit), Is.True);
        Assert.That(Items.Count(), Is.EqualTo(1));
    }

    private static void Turn()
    {
        s_thrown.Clear();
        s_go.Release();
        Assert.That(s_done.Wait(s_limit), Is.True);
        Assert.That(s_thrown, Has.Count.EqualTo(4).And.All.InstanceOf<DatabaseAccessBlockedException>());
        Assert.That(s_thrown.Cast<DatabaseAccessBlockedException>().Select(static exception => exception.Code), Is.All.EqualTo("DBG1004"));
        Assert.That(s_thrown.Cast<DatabaseAccessBlockedException>().Select(static exception => exception.TestFullName), Is.All.EndsWith("LeftBehindTests.Leaves_a_loop_behind"));
        TestContext.Out.WriteLine(s_thrown[0].Message);
    }

    private static void Try(Action work)
    {
        try
        {
            work();
        }
        catch (Exception exception)
        {
            s_thrown.Add(exception);
        }
    }
}
