using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations.Schema;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace NUnit.DbGuard.Tests.Inner.Situations;

/// <summary>What the statements of a delegate are counted as, on whichever kind of database.</summary>
[RequiresDatabase("default", "second")]
public abstract class CountedTests
{
    protected abstract DbConnection Open(string database = "default");

    protected abstract void Use(DbContextOptionsBuilder options);

    [Test]
    public void One_is_one() => Assert.That(() => Run("SELECT 1"), Executes.Exactly(1));

    [Test]
    public void None_is_none() => Assert.That(static () => 1 + 1, Executes.Exactly(0));

    [Test]
    public void Fewer_than_at_most_pass() => Assert.That(() => Run("SELECT 1"), Executes.AtMost(3));

    [Test]
    public void Two_are_listed_where_one_is_expected() => Assert.That(
        () =>
        {
            Run("SELECT name FROM items");
            Run("UPDATE items SET name = 'new' WHERE name = 'none'");
        },
        Executes.Exactly(1));

    [Test]
    public void More_than_at_most_are_listed() => Assert.That(() => Run("SELECT 1; SELECT 2"), Executes.AtMost(1), "the list of products");

    [Test]
    public void Each_statement_of_a_text_counts() => Assert.That(() => Run("SELECT 1; SELECT ';' ; -- the end;"), Executes.Exactly(2));

    [Test]
    public void Transactions_do_not_count() => Assert.That(RunInTransaction, Executes.Exactly(1));

    [Test]
    public void Transactions_count_if_asked_for() => Assert.That(RunInTransaction, Executes.Exactly(5).WithTransactions());

    [Test]
    public void A_prepared_command_counts_each_time_it_runs()
    {
        using DbConnection connection = Open();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM items";
        command.Prepare();

        Assert.That(
            () =>
            {
                _ = command.ExecuteScalar();
                _ = command.ExecuteScalar();
                _ = command.ExecuteScalar();
            },
            Executes.Exactly(3));
    }

    [Test]
    public void One_that_fails_counts() => Assert.That(() => Assert.That(() => Run("SELECT * FROM nowhere"), Throws.InstanceOf<DbException>()), Executes.Exactly(1));

    [Test]
    public void One_that_violates_a_constraint_counts() => Assert.That(
        () => Assert.That(() => Run("INSERT INTO items (id, name) VALUES (1, 'seeded')"), Throws.InstanceOf<DbException>()), Executes.Exactly(1));

    [Test]
    public void One_whose_reader_is_still_open_counts()
    {
        using DbConnection connection = Open();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM items";
        DbDataReader? reader = null;

        Assert.That(() => reader = command.ExecuteReader(), Executes.Exactly(1));

        reader!.Dispose();
    }

    [Test]
    public void What_is_awaited_counts() => Assert.That(async () => await RunAsync("SELECT 1"), Executes.Exactly(1));

    [Test]
    public void What_is_awaited_for_its_value_counts() => Assert.That(
        async () =>
        {
            await RunAsync("SELECT 1");
            return 7;
        },
        Executes.Exactly(1));

    [Test]
    public Task What_an_asynchronous_assertion_awaits_counts() => Assert.ThatAsync(() => RunAsync("SELECT 1"), Executes.Exactly(1));

    [Test]
    public void Other_threads_count() => Assert.That(() => Task.WhenAll(Task.Run(() => Run("SELECT 1")), Task.Run(() => Run("SELECT 2"))), Executes.Exactly(2));

    [Test]
    public void Work_that_the_test_has_started_elsewhere_does_not_count()
    {
        using ManualResetEventSlim counting = new();
        Task other = Task.Run(() =>
        {
            counting.Wait();
            Run("SELECT 1");
        });

        Assert.That(
            () =>
            {
                counting.Set();
                other.Wait();
            },
            Executes.Exactly(0));
    }

    [Test]
    public void Work_of_a_host_counts_if_asked_for() => Assert.That(RunAsHost, Executes.Exactly(1).WithHosts());

    [Test]
    public void Work_of_a_host_does_not_count_by_itself() => Assert.That(RunAsHost, Executes.Exactly(0));

    [Test]
    public void A_host_that_the_test_has_started_counts_if_asked_for()
    {
        using Host host = new(() => Run("SELECT 1"));

        Assert.That(host.Serve, Executes.Exactly(1).WithHosts());
        Assert.That(host.Serve, Executes.Exactly(0));
    }

    [Test]
    public void A_host_that_was_started_while_something_counted_counts_later()
    {
        Host? host = null;
        Assert.That(
            () =>
            {
                host = new(() => Run("SELECT 1"));
                host.Serve();
            },
            Executes.Exactly(1));

        Assert.That(host!.Serve, Executes.Exactly(1).WithHosts());

        host.Dispose();
    }

    [Test]
    public void A_function_in_a_variable_counts()
    {
        Func<int> number = () =>
        {
            Run("SELECT 1");
            return 1;
        };
        Func<ValueTask> awaited = async () => await RunAsync("SELECT 1");

        Assert.That(number, Executes.Exactly(1));
        Assert.That(awaited, Executes.Exactly(1));
    }

    [Test]
    public void A_function_in_a_variable_throws_what_it_throws()
    {
        Func<int> failing = static () => throw new InvalidOperationException("mine");

        Assert.That(() => Assert.That(failing, Executes.Exactly(0)), Throws.InvalidOperationException.With.Message.EqualTo("mine"));
    }

    [Test]
    public void Of_very_many_not_all_are_listed() => Assert.That(
        () =>
        {
            using DbConnection connection = Open();
            for (int i = 0; i < 250; i++)
            {
                Run(connection, "SELECT 1");
            }
        },
        Executes.AtMost(1));

    [Test]
    public void One_database_is_counted_alone()
    {
        Assert.That(RunOnBoth, Executes.Exactly(1).On("second"));
        Assert.That(RunOnBoth, Executes.Exactly(2).On("default"));
        Assert.That(RunOnBoth, Executes.Exactly(3));
    }

    [Test]
    public void What_counts_inside_counts_outside() => Assert.That(() => Assert.That(() => Run("SELECT 1"), Executes.Exactly(1)), Executes.Exactly(1));

    [Test]
    public void An_exception_passes_through() =>
        Assert.That(() => Assert.That(new Action(static () => throw new InvalidOperationException("mine")), Executes.Exactly(5)), Throws.InvalidOperationException.With.Message.EqualTo("mine"));

    [Test]
    public void What_is_no_delegate_is_refused() => Assert.That(static () => Assert.That(5, Executes.Exactly(1)), Throws.ArgumentException.With.Message.Contains("counts what a delegate runs"));

    [Test]
    public void A_number_below_none_is_refused() => Assert.That(static () => Executes.AtMost(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void EF_Core_counts_once()
    {
        using ItemContext context = new(Use);

        Assert.That(() => context.Items.ToList(), Executes.Exactly(1));
    }

    [Test]
    public void Each_row_that_EF_Core_saves_counts()
    {
        using ItemContext context = new(Use);
        context.Items.AddRange(new CountedItem { Name = "a" }, new CountedItem { Name = "b" });

        Assert.That(() => context.SaveChanges(), Executes.Exactly(2));
    }

    [Test]
    public void What_waits_for_a_commit_hears_of_it()
    {
        CommitCounter counter = new();
        using ItemContext context = new(options =>
        {
            Use(options);
            options.AddInterceptors(counter);
        });
        using var transaction = context.Database.BeginTransaction();
        context.Items.Add(new CountedItem { Name = "a" });
        context.SaveChanges();
        Assert.That(counter.Commits, Is.Zero);

        transaction.Commit();

        Assert.That(counter.Commits, Is.EqualTo(1));
    }

    protected void Run(string sql, string database = "default")
    {
        using DbConnection connection = Open(database);
        Run(connection, sql);
    }

    private static void Run(DbConnection connection, string sql)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        _ = command.ExecuteNonQuery();
    }

    private async Task RunAsync(string sql)
    {
        await using DbConnection connection = Open();
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await Task.Yield();
        _ = await command.ExecuteNonQueryAsync();
    }

    private void RunInTransaction()
    {
        using DbConnection connection = Open();
        using DbTransaction transaction = connection.BeginTransaction();
        Run(connection, "INSERT INTO items (name) VALUES ('counted')");
        transaction.Save("point");
        transaction.Rollback("point");
        transaction.Commit();
    }

    private void RunOnBoth()
    {
        Run("SELECT 1; SELECT 2");
        Run("SELECT 3", "second");
    }

    // On a flow of its own, as a host does it that was started before the test.
    private void RunAsHost()
    {
        Task work;
        using (ExecutionContext.SuppressFlow())
        {
            work = Task.Run(() => Run("SELECT 1"));
        }

        work.GetAwaiter().GetResult();
    }

    // On a thread of its own, which has the flow that it was started on.
    private sealed class Host : IDisposable
    {
        private readonly BlockingCollection<TaskCompletionSource> _requests = [];
        private readonly Thread _thread;

        public Host(Action work)
        {
            _thread = new Thread(() =>
            {
                foreach (TaskCompletionSource request in _requests.GetConsumingEnumerable())
                {
                    try
                    {
                        work();
                        request.SetResult();
                    }
                    catch (Exception exception)
                    {
                        request.SetException(exception);
                    }
                }
            })
            { IsBackground = true };
            _thread.Start();
        }

        public void Serve()
        {
            TaskCompletionSource request = new();
            _requests.Add(request);
            request.Task.GetAwaiter().GetResult();
        }

        public void Dispose()
        {
            _requests.CompleteAdding();
            _thread.Join();
            _requests.Dispose();
        }
    }

    private sealed class ItemContext(Action<DbContextOptionsBuilder> use) : DbContext
    {
        public DbSet<CountedItem> Items => Set<CountedItem>();

        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => use(optionsBuilder);
    }

    private sealed class CommitCounter : DbTransactionInterceptor
    {
        public int Commits { get; private set; }

        public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Commits++;
    }
}

[Table("items")]
internal sealed class CountedItem
{
    [Column("id")]
    public int Id { get; set; }

    [Column("name")]
    public string Name { get; set; } = string.Empty;
}
