using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

/// <summary>Connections of all kinds, threads and flows: all of them are part of the test, and undone with it. Each test runs twice.</summary>
[TestFixture(1)]
[TestFixture(2)]
[RequiresDatabase]
[Category("Separate")]
public sealed class ConnectionsTests(int round)
{
    private static NpgsqlConnection? s_kept;

    [SetUp]
    public void Look() => Assert.That(Rows.Names(), Is.EqualTo(new[] { Rows.Seeded }), $"the baseline, in round {round}");

    [Test]
    public async Task Tasks_see_what_the_test_wrote_and_the_test_what_they_wrote()
    {
        Rows.Add("of the test");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(static number => Task.Run(async () =>
        {
            Assert.That(Rows.Names(), Does.Contain("of the test"));
            await Rows.AddAsync($"of task {number}");
        })));

        Assert.That(Rows.Count(), Is.EqualTo(10));
    }

    [Test]
    public void Threads_see_what_the_test_wrote_and_the_test_what_they_wrote()
    {
        Rows.Add("of the test");
        List<Exception> thrown = [];
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(number => new Thread(() =>
        {
            try
            {
                Assert.That(Rows.Names(), Does.Contain("of the test"));
                Rows.Add($"of thread {number}");
            }
            catch (Exception exception)
            {
                lock (thrown)
                {
                    thrown.Add(exception);
                }
            }
        }))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => Assert.That(thread.Join(TimeSpan.FromSeconds(30)), Is.True));

        Assert.That(thrown, Is.Empty);
        Assert.That(Rows.Count(), Is.EqualTo(6));
    }

    [Test]
    public async Task Parallel_transactions_on_many_connections_come_one_after_the_other()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 20), new ParallelOptions { MaxDegreeOfParallelism = 6 }, static async (number, cancellationToken) =>
        {
            await using NpgsqlConnection connection = new(Rows.ConnectionString());
            await connection.OpenAsync(cancellationToken);
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
            connection.Add($"number {number}");
            if (number % 2 == 0)
            {
                await transaction.CommitAsync(cancellationToken);
            }
            else
            {
                await transaction.RollbackAsync(cancellationToken);
            }
        });

        Assert.That(Rows.Count(), Is.EqualTo(11));
    }

    [Test]
    public void Connections_are_closed_and_opened_again_as_often_as_one_likes()
    {
        using NpgsqlConnection connection = Rows.Open();
        for (int number = 0; number < 10; number++)
        {
            connection.Add($"number {number}");
            connection.Close();
            if (number % 3 == 0)
            {
                NpgsqlConnection.ClearAllPools();
            }

            connection.Open();
        }

        using NpgsqlConnection unpooled = Rows.OpenWith(new NpgsqlConnectionStringBuilder(Rows.ConnectionString()) { Pooling = false }.ConnectionString);
        Assert.That(unpooled.Count(), Is.EqualTo(11));
    }

    [Test]
    public void A_connection_that_an_earlier_test_left_open_belongs_to_this_one()
    {
        s_kept ??= Rows.Open();

        Assert.That(s_kept.Count(), Is.EqualTo(1));
        s_kept.Add("by the kept connection");
        Assert.That(Rows.Count(), Is.EqualTo(2));
    }

    [Test]
    public void Settings_and_temporary_tables_of_a_pooled_connection_do_not_reach_the_next_test()
    {
        using NpgsqlConnection connection = Rows.Open();
        Assert.That(connection.Number("SELECT count(*) FROM pg_class WHERE relname = 'temporary_rows'"), Is.Zero);
        Assert.That(connection.Number("SELECT current_setting('work_mem') = '77MB' OR current_setting('search_path') = 'pg_catalog'"), Is.Zero);
        connection.Execute("CREATE TEMPORARY TABLE temporary_rows (id integer); SET work_mem = '77MB'; SET search_path = pg_catalog");
    }

    [Test]
    public void Contexts_raw_commands_and_copied_rows_are_one_tests()
    {
        using (NpgsqlConnection connection = Rows.Open())
        {
            using NpgsqlBinaryImporter importer = connection.BeginBinaryImport("COPY items (name) FROM STDIN (FORMAT binary)");
            importer.StartRow();
            importer.Write("copied", NpgsqlDbType.Text);
            _ = importer.Complete();
        }

        using ItemsContext first = new(Rows.ConnectionString());
        using ItemsContext second = new(Rows.ConnectionString());
        first.Items.Add(new Item { Name = "by a context" });
        first.SaveChanges();
        using (var transaction = second.Database.BeginTransaction())
        {
            second.Items.Add(new Item { Name = "undone" });
            second.SaveChanges();
            transaction.Rollback();
        }

        Assert.That(second.Items.AsNoTracking().Select(static item => item.Name).OrderBy(static name => name).ToList(), Is.EqualTo(new[] { "by a context", "copied", Rows.Seeded }));
    }

    [Test]
    public void An_open_reader_does_not_keep_others_waiting()
    {
        using NpgsqlConnection reading = Rows.Open();
        using NpgsqlCommand command = new("SELECT generate_series(1, 200000)", reading);
        using NpgsqlDataReader reader = command.ExecuteReader();
        _ = reader.Read();

        Rows.Add("meanwhile");

        Assert.That(Rows.Count(), Is.EqualTo(2));
    }

    [OneTimeTearDown]
    public void Forget()
    {
        if (round == 2)
        {
            s_kept?.Dispose();
        }
    }
}
