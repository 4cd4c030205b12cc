using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Postgres.Databases;
using NUnit.DbGuard.Postgres.Isolation;

namespace NUnit.DbGuard.Benchmarks.Databases;

/// <summary>One run with one database on a server, as far as the guard goes: its engine, its gateway and a test on a worker.</summary>
internal sealed class MeasuredRun : IDisposable
{
    private readonly DatabaseEngineContext _context;
    private readonly List<DatabaseScope> _scopes = [];

    private GatewayIsolation? _isolation;

    public MeasuredRun(string server, string name, bool isReused, bool hasParallelTests, Action<TestDatabaseBuilder> configure, bool hasRealCommits = false)
    {
        DatabaseDefinition definition = new(name);
        configure(new TestDatabaseBuilder(definition));
        RunSettings settings = new(isReused, CreateDatabase: false, Migrations: true, Suffix: string.Empty, Postgres: server);
        _context = new DatabaseEngineContext(GuardSession.Current, new Lazy<RunSettings>(settings)) { HasParallelTests = () => hasParallelTests, HasMark = _ => hasRealCommits, Tell = static _ => { } };
        Engine = new PostgresEngine(definition, connectionString: null, _context, direct => _isolation = new GatewayIsolation(_context.Session, () => Engine!, _context.Gateway.Value, direct));
    }

    public PostgresEngine Engine { get; }

    /// <summary>What a test on a worker would connect to.</summary>
    public string Begin(int worker)
    {
        WorkerScope scope = new(worker);
        _scopes.Add(scope);
        return scope.LeaseOf(Engine).ConnectionString;
    }

    /// <summary>A test with real commits.</summary>
    public void Commit(Action<string> body, DatabaseIsolation isolation = DatabaseIsolation.Clone)
    {
        ScopeReport report = new();
        PostgresLease lease = _isolation!.Lease(new WorkerScope(0), below: null, isolation);
        body(lease.ConnectionString);
        lease.End(report);
        if (report.Failures.Count + report.Notes.Count > 0)
        {
            throw new InvalidOperationException(string.Join('\n', [.. report.Failures.Select(static failure => failure.Message), .. report.Notes]));
        }
    }

    public void Dispose()
    {
        _scopes.ForEach(static scope => scope.End());
        Engine.EndRun();
        _context.Gateway.Dispose();
    }

    private sealed class WorkerScope(int worker) : DatabaseScope("a benchmark", worker)
    {
        public override SuiteScope? Below(DatabaseEngine engine) => null;
    }
}
