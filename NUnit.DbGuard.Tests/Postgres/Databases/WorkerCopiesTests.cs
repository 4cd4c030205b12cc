using Npgsql;
using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Lifecycle;

namespace NUnit.DbGuard.Tests.Postgres.Databases;

/// <summary>The copies of a test database that NUnit's parallel workers work in, over several runs.</summary>
[Property("Parity", "F27")]
public sealed class WorkerCopiesTests
{
    private string _name = null!;

    [SetUp]
    public void TakeName() => _name = $"copies{TestContext.CurrentContext.Test.ID.Replace('-', '_')}";

    [Test]
    public void Each_is_made_from_the_baseline_when_it_is_first_needed_and_dropped_at_the_end()
    {
        using DatabaseRun run = Run();
        string baseline = run.Create();
        string[] before = Databases();
        string[] reached = [Reach(run, 2), Reach(run, 0), Reach(run, 2)];

        Assert.That(before, Is.EqualTo([baseline, $"{baseline}_w0"]));
        Assert.That(reached, Is.EqualTo([$"{baseline}_w2", $"{baseline}_w0", $"{baseline}_w2"]));
        Assert.That(DatabasesServer.RunIn(reached[0], "SELECT count(*) FROM items"), Is.EqualTo(3));
        Assert.That(DatabasesServer.CommentOf(reached[0]), Does.StartWith("NUnit.DbGuard 1 ready once\n").And.EndsWith(" the database that it is a copy of"));
        run.Dispose();
        Assert.That(Databases(), Is.Empty);
        Assert.That(run.Lines, Is.Empty);
    }

    [Test]
    public void A_run_without_parallel_tests_makes_none()
    {
        using DatabaseRun run = new(_name);
        string baseline = run.Create();

        Assert.That(Reach(run, 2), Is.EqualTo(baseline));
        Assert.That(Databases(), Is.EqualTo([baseline]));
    }

    [Test]
    [Property("Parity", "F28")]
    public void One_that_is_shared_by_workers_is_not_copied()
    {
        using DatabaseRun run = new(_name, static builder => builder.UseSchema(DatabaseRun.MakeItems).SharedByWorkers(), hasParallelTests: true);
        string baseline = run.Create();

        Assert.That(Reach(run, 2), Is.EqualTo(baseline));
        Assert.That(Databases(), Is.EqualTo([baseline]));
    }

    [Test]
    public void Reuse_db_keeps_them_with_their_baseline()
    {
        (string Name, uint Id)[] first = Ids(Run(DatabaseRun.Reuse));
        (string Name, uint Id)[] second = Ids(Run(DatabaseRun.Reuse));

        Assert.That(first.Select(static one => one.Name), Is.EqualTo([$"test_{_name}", $"test_{_name}_w0", $"test_{_name}_w1"]));
        Assert.That(second, Is.EqualTo(first));
        Assert.That(first.Select(static one => DatabasesServer.CommentOf(one.Name)), Is.All.StartsWith("NUnit.DbGuard 1 ready kept\n"));
    }

    [Test]
    public void Those_of_an_earlier_baseline_are_made_anew()
    {
        (string Name, uint Id)[] first = Ids(Run(DatabaseRun.Reuse));
        (string Name, uint Id)[] second = Ids(Run(DatabaseRun.Reuse, static builder => builder.Seed(static (_, _) => Task.CompletedTask)));

        Assert.That(second.Select(static one => one.Name), Is.EqualTo(first.Select(static one => one.Name)));
        Assert.That(second.Select(static one => one.Id), Has.None.AnyOf([.. first.Select(static one => (object)one.Id)]));
    }

    [Test]
    public void Those_of_an_earlier_baseline_that_no_worker_needs_any_more_are_dropped()
    {
        _ = Ids(Run(DatabaseRun.Reuse));
        using DatabaseRun second = Run(DatabaseRun.Reuse with { CreateDatabase = true });

        string baseline = second.Create();

        Assert.That(Databases(), Is.EqualTo([baseline, $"{baseline}_w0"]));
        Assert.That(second.Lines, Is.EqualTo(
        [
            $"it is made anew as {baseline}: create-db asks for it.",
            $"{baseline}_w0, a copy of a test database that is no more, was dropped.",
            $"{baseline}_w1, a copy of a test database that is no more, was dropped.",
        ]));
    }

    [Test]
    public void Those_of_a_baseline_that_is_still_there_stay_though_no_worker_needs_them()
    {
        (string Name, uint Id)[] first = Ids(Run(DatabaseRun.Reuse));
        using (DatabaseRun second = Run(DatabaseRun.Reuse))
        {
            _ = second.Create();
        }

        Assert.That(Databases().Select(static name => (name, DatabasesServer.IdOf(name))), Is.EqualTo(first));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void One_whose_isolation_cannot_be_made_is_given_up_and_tried_again(bool isKept)
    {
        using DatabaseRun run = Run(isKept ? DatabaseRun.Reuse : null);
        string baseline = run.Create();
        run.Failure = new InvalidOperationException("no gateway");

        Assert.That(() => Reach(run, 1), Throws.InstanceOf<DatabaseSetUpException>().With.Message.StartsWith("DBG7007: ").And.Message.Contains("no gateway"));
        string[] databases = Databases();
        string? comment = isKept ? DatabasesServer.CommentOf($"{baseline}_w1") : null;
        run.Failure = null;

        Assert.That(Reach(run, 1), Is.EqualTo($"{baseline}_w1"));
        Assert.That(databases, Is.EqualTo(isKept ? [baseline, $"{baseline}_w0", $"{baseline}_w1"] : (string[])[baseline, $"{baseline}_w0"]));
        Assert.That(comment, isKept ? Does.StartWith("NUnit.DbGuard 1 ready kept\n") : Is.Null);
    }

    [Test]
    public async Task One_that_is_made_while_the_run_ends_is_dropped_and_none_is_made_later()
    {
        using DatabaseRun run = Run();
        _ = run.Create();
        using SemaphoreSlim isMaking = new(0);
        using SemaphoreSlim mayGoOn = new(0);
        run.Isolating = () =>
        {
            isMaking.Release();
            mayGoOn.Wait();
        };
        Task<string> late = Task.Run(() => Reach(run, 1));
        await isMaking.WaitAsync();
        Task end = Task.Run(run.Dispose);
        bool hasEndedBefore = await Task.WhenAny(end, Task.Delay(TimeSpan.FromMilliseconds(300))) == end;
        mayGoOn.Release();
        await end;
        await Task.WhenAny(late);

        Assert.That(hasEndedBefore, Is.False);
        Assert.That(Databases(), Is.Empty);
        Assert.That(() => Reach(run, 2), Throws.InstanceOf<DatabaseAccessBlockedException>().With.Message.Contains("asked for database").And.Message.StartsWith("DBG1004: "));
    }

    [Test]
    public void The_end_of_one_that_fails_leaves_none_of_the_others_undone()
    {
        using DatabaseRun run = Run();
        _ = run.Create();
        _ = Reach(run, 1);
        foreach (DirectIsolation isolation in run.Isolations)
        {
            isolation.FailureAtEnd = new InvalidOperationException("it cannot end");
        }

        Assert.That(run.Dispose, Throws.InstanceOf<AggregateException>().With.Property(nameof(AggregateException.InnerExceptions)).All.Message.EqualTo("it cannot end"));

        Assert.That(run.Isolations.Select(static isolation => isolation.IsDisposed), Is.EqualTo([true, true]));
        Assert.That(Databases(), Is.Empty);
    }

    [Test]
    public void One_that_a_run_did_not_bring_to_its_end_is_made_anew_and_the_baseline_is_not()
    {
        using DatabaseRun first = Run(DatabaseRun.Reuse);
        string baseline = first.Create();
        string copy = Reach(first, 1);
        string during = DatabasesServer.CommentOf(copy)!;
        first.Isolations[^1].CanRestore = false;
        first.Dispose();
        uint[] ids = [DatabasesServer.IdOf(baseline), DatabasesServer.IdOf(copy)];

        using DatabaseRun second = Run(DatabaseRun.Reuse);
        _ = second.Create();
        _ = Reach(second, 1);

        Assert.That(during, Does.StartWith("NUnit.DbGuard 1 dirty kept\n"));
        Assert.That(DatabasesServer.IdOf(baseline), Is.EqualTo(ids[0]));
        Assert.That(DatabasesServer.IdOf(copy), Is.Not.EqualTo(ids[1]));
    }

    [Test]
    public void A_name_that_somebody_elses_database_has_is_left_to_it()
    {
        DatabasesServer.Run($"CREATE DATABASE test_{_name}_w1");
        using DatabaseRun run = Run();
        string baseline = run.Create();

        Assert.That(Reach(run, 1), Is.EqualTo($"{baseline}_2_w1"));
        run.Dispose();
        Assert.That(Databases(), Is.EqualTo([$"{baseline}_w1"]));
    }

    [Test]
    [Property("Parity", "F26")]
    public void Two_runs_at_the_same_time_have_copies_of_their_own()
    {
        using DatabaseRun first = Run();
        using DatabaseRun second = Run();
        string[] baselines = [first.Create(), second.Create()];

        Assert.That(baselines, Is.EqualTo([$"test_{_name}", $"test_{_name}_2"]));
        Assert.That((Reach(first, 1), Reach(second, 1)), Is.EqualTo(($"test_{_name}_w1", $"test_{_name}_2_w1")));
    }

    [Test]
    public void What_the_server_keeps_of_the_baseline_outside_of_it_is_copied_too()
    {
        using DatabaseRun run = Run(configure: builder => builder.UseSchema((connection, cancellationToken) => DatabaseRun.Execute(
            connection,
            $"""
            ALTER DATABASE test_{_name} SET search_path TO "a schema", public; ALTER DATABASE test_{_name} SET work_mem TO '5MB';
            ALTER DATABASE test_{_name} SET app.tenant TO 'it''s'; ALTER ROLE postgres IN DATABASE test_{_name} SET timezone TO 'Europe/Rome'
            """,
            cancellationToken)));
        _ = run.Create();

        string copy = Reach(run, 1);

        string[] settings = [.. ((string[])["search_path", "work_mem", "app.tenant", "timezone"]).Select(name => (string)DatabasesServer.RunIn(copy, $"SELECT current_setting('{name}')")!)];
        Assert.That(settings, Is.EqualTo(["\"a schema\", public", "5MB", "it's", "Europe/Rome"]));
    }

    [Test]
    public void A_stranger_at_the_baseline_is_ended_and_named()
    {
        using DatabaseRun run = Run();
        string baseline = run.Create();
        using NpgsqlConnection stranger = DatabasesServer.Open(baseline);

        _ = Reach(run, 1);

        Assert.That(run.Lines.Single(), Does.Match($"^1 connection\\(s\\) to {baseline}, which others are copied from, were ended: session [0-9]+, 'a test'"));
    }

    private static string Reach(DatabaseRun run, int worker)
    {
        using ScopeEnd scope = new(worker);
        return new NpgsqlConnectionStringBuilder(scope.Scope.LeaseOf(run.Engine).ConnectionString).Database!;
    }

    private DatabaseRun Run(RunSettings? settings = null, Action<TestDatabaseBuilder>? configure = null) => new(
        _name,
        builder =>
        {
            builder.UseSchema(DatabaseRun.MakeItems).UseSchema(static (connection, cancellationToken) =>
                DatabaseRun.Execute(connection, "INSERT INTO items SELECT generate_series(1, 3)", cancellationToken));
            configure?.Invoke(builder);
        },
        settings,
        hasParallelTests: true);

    private (string Name, uint Id)[] Ids(DatabaseRun run)
    {
        using (run)
        {
            _ = run.Create();
            _ = Reach(run, 1);
        }

        return [.. Databases().Select(static name => (name, DatabasesServer.IdOf(name)))];
    }

    private string[] Databases() =>
        ((string?)DatabasesServer.Run($"SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database WHERE datname LIKE 'test\\_{_name}%'"))?.Split(' ') ?? [];

    private readonly struct ScopeEnd(int worker) : IDisposable
    {
        public WorkerScope Scope { get; } = new(worker);

        public void Dispose() => Scope.End();
    }
}
