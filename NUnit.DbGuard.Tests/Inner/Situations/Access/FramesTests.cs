namespace NUnit.DbGuard.Tests.Inner.Situations.Access;

/// <summary><c>DatabaseAccess.Allow()</c> and <c>Block()</c> in tests without a mark.</summary>
public sealed class FramesTests
{
    private const string Second = "Data Source=second.db";

    [Test]
    public void Allow_opens_and_Block_closes_innermost_first()
    {
        Assert.That(DatabaseAccess.IsAllowed, Is.False);
        using (DatabaseAccess.Allow())
        {
            Assert.That(DatabaseAccess.IsAllowed, Is.True);
            Assert.That(Items.Count(), Is.EqualTo(1));
            using (DatabaseAccess.Block())
            {
                Assert.That(DatabaseAccess.IsAllowed, Is.False);
                Assert.That(Refused.CodeOf(static () => Items.Count()), Is.EqualTo("DBG1006"));
                using (DatabaseAccess.Allow())
                {
                    Assert.That(DatabaseAccess.IsAllowed, Is.True);
                    Assert.That(Items.Count(), Is.EqualTo(1));
                }

                Assert.That(DatabaseAccess.IsAllowed, Is.False);
            }

            Assert.That(Items.Count(), Is.EqualTo(1));
        }

        Assert.That(DatabaseAccess.IsAllowed, Is.False);
    }

    [Test]
    public void Scopes_disposed_out_of_order_close_only_themselves()
    {
        IDisposable allow = DatabaseAccess.Allow();
        IDisposable block = DatabaseAccess.Block();
        IDisposable inner = DatabaseAccess.Allow();

        block.Dispose();
        Assert.That(DatabaseAccess.IsAllowed, Is.True);
        allow.Dispose();
        Assert.That(DatabaseAccess.IsAllowed, Is.True);
        inner.Dispose();
        Assert.That(DatabaseAccess.IsAllowed, Is.False);
    }

    [Test]
    public void A_scope_disposed_twice_closes_no_other()
    {
        IDisposable first = DatabaseAccess.Allow();
        first.Dispose();
        using IDisposable second = DatabaseAccess.Allow();
        first.Dispose();
        first.Dispose();

        Assert.That(Items.Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_scope_lasts_across_await()
    {
        using (DatabaseAccess.Allow())
        {
            await Task.Yield();
            Assert.That(await Task.Run(static () => Items.Count()), Is.EqualTo(1));
            await Task.Yield();
            Assert.That(DatabaseAccess.IsAllowed, Is.True);
        }

        Assert.That(DatabaseAccess.IsAllowed, Is.False);
    }

    [Test]
    public async Task A_scope_that_is_disposed_elsewhere_is_closed_here()
    {
        IDisposable allow = DatabaseAccess.Allow();
        await Task.Run(allow.Dispose);

        Assert.That(DatabaseAccess.IsAllowed, Is.False);
    }

    [Test]
    public async Task A_scope_of_another_flow_does_not_open_this_one()
    {
        using SemaphoreSlim allowed = new(0);
        using SemaphoreSlim asked = new(0);
        Task other = Task.Run(async () =>
        {
            using (DatabaseAccess.Allow())
            {
                allowed.Release();
                await asked.WaitAsync(TimeSpan.FromSeconds(30));
                Assert.That(DatabaseAccess.IsAllowed, Is.True);
            }
        });
        Assert.That(await allowed.WaitAsync(TimeSpan.FromSeconds(30)), Is.True);

        Assert.That(DatabaseAccess.IsAllowed, Is.False);
        asked.Release();
        await other;
    }

    [Test]
    public void Work_that_outlives_the_scope_is_closed_with_it()
    {
        using SemaphoreSlim closed = new(0);
        Task<bool> later;
        using (DatabaseAccess.Allow())
        {
            later = Task.Run(() => closed.Wait(TimeSpan.FromSeconds(30)) && DatabaseAccess.IsAllowed);
        }

        closed.Release();
        Assert.That(later.GetAwaiter().GetResult(), Is.False);
    }

    [Test]
    public void Allow_opens_only_what_it_names()
    {
        using (DatabaseAccess.Allow("second"))
        {
            Assert.That(DatabaseAccess.IsAllowed, Is.True);
            Assert.That(Items.Count(Second), Is.Zero);
            using (DatabaseAccess.Allow("default"))
            {
                Assert.That(Items.Count(), Is.EqualTo(1));
                Assert.That(Items.Count(Second), Is.Zero);
            }

            using (DatabaseAccess.Allow("*"))
            {
                Assert.That(Items.Count(), Is.EqualTo(1));
            }
        }
    }

    [Test]
    public void Uses_what_Allow_does_not_name()
    {
        using (DatabaseAccess.Allow("second"))
        {
            Items.Count();
        }
    }

    [Test]
    public void Allow_refuses_a_name_that_is_not_there()
    {
        DatabaseSetUpException? thrown = Assert.Throws<DatabaseSetUpException>(static () => DatabaseAccess.Allow("secnod"));

        Assert.That(thrown!.Code, Is.EqualTo("DBG2002"));
        Assert.That(thrown.Message, Does.Contain("did you mean 'second'?"));
        Assert.That(DatabaseAccess.IsAllowed, Is.False);
    }

    [Test]
    public void Allow_opens_databases_in_memory()
    {
        using (DatabaseAccess.Allow())
        {
            using Microsoft.Data.Sqlite.SqliteConnection connection = Items.Open("Data Source=:memory:");
            Assert.That(connection.Number("SELECT 1"), Is.EqualTo(1));
        }
    }

    [TestCase(1)]
    [TestCase(2)]
    public void What_is_written_in_Allow_is_undone_with_the_test(int number)
    {
        using (DatabaseAccess.Allow())
        {
            Assert.That(Items.Count(), Is.EqualTo(1), $"case {number}");
            Items.Add("the same name");
        }
    }

    [Test]
    [RequiresDatabase("second")]
    public void Allow_widens_a_mark()
    {
        using (DatabaseAccess.Allow("default"))
        {
            Assert.That(Items.Count(), Is.EqualTo(1));
            Assert.That(Items.Count(Second), Is.Zero);
        }
    }

    [Test]
    public void Exceptions_are_no_assertions_and_no_database_errors()
    {
        using (DatabaseAccess.Block())
        {
            DatabaseAccessBlockedException? thrown = Refused.Swallow(static () => Items.Count());
            Assert.That(thrown, Is.Not.InstanceOf<AssertionException>().And.Not.InstanceOf<System.Data.Common.DbException>().And.InstanceOf<DatabaseGuardException>());
            Assert.That(thrown!.TestFullName, Is.EqualTo(TestContext.CurrentContext.Test.FullName));
        }
    }

    [Test]
    public void Reports_a_refusal_within_Block()
    {
        using (DatabaseAccess.Block())
        {
            TestContext.Out.WriteLine(Refused.Swallow(static () => Items.Count())?.Message);
        }
    }

    [Test]
    public void Allow_is_not_disposed() => DatabaseAccess.Allow();

    [Test]
    public void Allow_of_the_test_before_is_over() => Assert.That(DatabaseAccess.IsAllowed, Is.False);
}
