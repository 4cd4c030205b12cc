using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Postgres.Databases;

namespace NUnit.DbGuard.Tests.Postgres.Databases;

/// <summary>Which scope works where.</summary>
[Property("Parity", "F26")]
public sealed class WorkerDatabasesTests
{
    private readonly List<int> _made = [];
    private WorkerDatabases _databases = null!;

    [SetUp]
    public void Make()
    {
        _made.Clear();
        _databases = new WorkerDatabases("default", Database(0), number =>
        {
            _made.Add(number);
            return Database(number);
        });
    }

    [Test]
    public void A_worker_has_its_own_from_its_first_use_on()
    {
        string first = LeaseOf(2, out PostgresLease lease);
        lease.End(new ScopeReport());

        Assert.That((first, LeaseOf(2, out _)), Is.EqualTo(("w2", "w2")));
        Assert.That(_made, Is.EqualTo([2]));
    }

    [TestCase(ParallelWorkers.None, false)]
    [TestCase(ParallelWorkers.None, true)]
    [TestCase(3, true)]
    public void What_runs_alone_or_comes_by_the_connection_string_of_all_works_in_the_main_one(int worker, bool isByStable)
    {
        PostgresLease lease = _databases.Lease(new WorkerScope(worker), below: null, isByStable, DatabaseIsolation.Rollback);

        Assert.That(lease.ConnectionString, Does.EndWith("Database=w0"));
        Assert.That(_made, Is.Empty);
    }

    [Test]
    public void A_worker_whose_own_is_held_takes_a_free_one_and_else_a_new_one()
    {
        string held = LeaseOf(1, out _);
        LeaseOf(2, out PostgresLease free);
        free.End(new ScopeReport());

        string[] taken = [held, LeaseOf(1, out _), LeaseOf(1, out _), LeaseOf(ParallelWorkers.Unnumbered, out _)];

        Assert.That(taken, Is.EqualTo(["w1", "w2", "w3", "w4"]));
        Assert.That(_made, Is.EqualTo([1, 2, 3, 4]));
    }

    [Test]
    public void A_scope_on_a_suites_data_works_where_they_are()
    {
        _ = LeaseOf(1, out PostgresLease suite);

        PostgresLease test = _databases.Lease(new WorkerScope(2), suite, isByStable: false, DatabaseIsolation.Rollback);

        Assert.That(test.Isolation, Is.SameAs(suite.Isolation));
        Assert.That(_made, Is.EqualTo([1]));
    }

    [Test]
    public void Where_none_is_copied_all_work_in_the_main_one()
    {
        WorkerDatabases shared = new("default", Database(0), copy: null);

        PostgresLease lease = shared.Lease(new WorkerScope(2), below: null, isByStable: false, DatabaseIsolation.Rollback);

        Assert.That(lease.ConnectionString, Does.EndWith("Database=w0"));
        Assert.That(() => shared.Check(new WorkerScope(2), lease, "w0"), Throws.Nothing);
    }

    [TestCase("w2", "'a test on worker 1' works in w1, its own copy of database 'default', but a connection of it, or of a host that it uses, leads to w2, where 'a test on worker 2' works now. That is another worker's.")]
    [TestCase("w0", "leads to w0. That is where the connection string leads which is the same for all tests.")]
    public void Going_to_anothers_is_an_error_also_where_it_is_swallowed(string reached, string text)
    {
        WorkerScope scope = new(1);
        PostgresLease lease = _databases.Lease(scope, below: null, isByStable: false, DatabaseIsolation.Rollback);
        _ = LeaseOf(2, out _);

        Assert.That(() => _databases.Check(scope, lease, reached), Throws.InstanceOf<DatabaseIsolationException>().With.Message.StartsWith("DBG4020: ").And.Message.Contains(text));

        ScopeReport report = new();
        lease.End(report);
        Assert.That(report.Failures.Select(static failure => failure.Message), Has.One.StartsWith("DBG4020: "));
    }

    [Test]
    public void Work_that_was_done_in_anothers_fails_both()
    {
        WorkerScope stray = new(1);
        PostgresLease lease = _databases.Lease(stray, below: null, isByStable: false, DatabaseIsolation.Rollback);
        _ = LeaseOf(2, out PostgresLease victim);

        _databases.CheckAfterwards(stray, lease, "w2");
        _databases.CheckAfterwards(stray, lease, "w2");

        foreach (PostgresLease one in (PostgresLease[])[lease, victim])
        {
            ScopeReport report = new();
            one.End(report);
            Assert.That(report.Failures.Select(static failure => failure.Message), Has.One.StartsWith("DBG4020: 'a test on worker 1' works in w1"));
        }
    }

    [Test]
    public void Where_a_scope_belongs_or_nobody_knows_is_no_error()
    {
        WorkerScope scope = new(1);
        PostgresLease lease = _databases.Lease(scope, below: null, isByStable: false, DatabaseIsolation.Rollback);

        Assert.That(() => _databases.Check(scope, lease, "w1"), Throws.Nothing);
        Assert.That(() => _databases.Check(scope, lease, "of somebody else"), Throws.Nothing);
    }

#pragma warning disable CA2000 // Nothing is to be disposed of: it keeps book only.
    private static WorkerDatabase Database(int number) => new(number, $"w{number}", kept: null, new OccupiedIsolation($"w{number}"));
#pragma warning restore CA2000

    private string LeaseOf(int worker, out PostgresLease lease)
    {
        lease = _databases.Lease(new WorkerScope(worker), below: null, isByStable: false, DatabaseIsolation.Rollback);
        return lease.ConnectionString[(lease.ConnectionString.LastIndexOf('=') + 1)..];
    }
}
