namespace NUnit.DbGuard.Tests.Inner.Situations.Access;

/// <summary>Code under test that swallows the refusal, on whatever thread.</summary>
public sealed class SwallowedTests
{
    private static readonly int[] s_three = [1, 2, 3];

    [Test]
    public async Task In_an_asynchronous_method() => await Refused.SwallowAsync(static async () =>
    {
        await Task.Yield();
        Items.Count();
    });

    [Test]
    public async Task In_Task_Run() => await Task.Run(static () => Refused.Swallow(static () => Items.Count()));

    [Test]
    public void On_a_new_thread()
    {
        Thread thread = new(static () => Refused.Swallow(static () => Items.Count()));
        thread.Start();
        Assert.That(thread.Join(TimeSpan.FromSeconds(30)), Is.True);
    }

    [Test]
    public async Task In_Parallel_ForEachAsync() =>
        await Parallel.ForEachAsync(s_three, static async (_, _) => await Refused.SwallowAsync(static () => Task.Run(static () => Items.Count())));

    [Test]
    public async Task In_a_task_that_nobody_awaits()
    {
        TaskCompletionSource refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = Task.Run(() =>
        {
            try
            {
                Items.Count();
            }
            finally
            {
                refused.SetResult();
            }
        });
        await refused.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Test]
    public async Task By_PostgreSQL() => await Refused.SwallowAsync(Postgres.OpenAsync);

    [Test]
    public void Many_times()
    {
        for (int i = 0; i < 100; i++)
        {
            Refused.Swallow(static () => Items.Count());
        }
    }

    [Test]
    public void And_fails_besides()
    {
        Refused.Swallow(static () => Items.Count());
        Assert.Fail("the body's own failure");
    }

    [Test]
    public void In_an_assertion_of_what_is_thrown() => Assert.That(static () => Items.Count(), Throws.InstanceOf<DatabaseAccessBlockedException>());

    [Test]
    public void Within_Block()
    {
        using (DatabaseAccess.Block())
        {
            Assert.That(static () => Items.Count(), Throws.InstanceOf<DatabaseAccessBlockedException>().With.Property("Code").EqualTo("DBG1006"));
        }
    }

    [Test]
    public void Comes_after_them() => Assert.That(DatabaseAccess.IsAllowed, Is.False);
}
