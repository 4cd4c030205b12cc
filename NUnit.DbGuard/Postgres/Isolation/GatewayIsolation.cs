using System.Diagnostics;
using Npgsql;
using NUnit.DbGuard.Access;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Postgres.Databases;
using NUnit.DbGuard.Postgres.Gateway;

namespace NUnit.DbGuard.Postgres.Isolation;

/// <summary>The scopes of a run on one PostgreSQL database, one after the other, each undone at its end.</summary>
/// <remarks>
/// <para>The leases lie on top of each other as the scopes do: a suite's below its tests'. Work that comes through the gateway belongs to the
/// topmost, and so does the work of hosts and other processes, which are on no test's flow.</para>
/// <para>A scope whose commits are real works in a database of its own: its clients come the same way, and are passed on there, each to a session of its own.
/// Its tests' databases are copies of it as it is when they begin, so what they start from is the same for all.</para>
/// <para>A test that runs beside others and has not the same suites' data below waits, at its first use of the database, until theirs are off: so that whose a
/// connection's work is, is never a guess. The wait is bounded.</para>
/// </remarks>
internal sealed class GatewayIsolation : IPostgresIsolation, IGatewayAccess
{
    private static readonly TimeSpan s_waitLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(50);

    private readonly object _lock = new();
    private readonly List<GatewayLease> _leases = [];
    private readonly GuardSession _session;
    private readonly Func<PostgresEngine> _engine;
    private readonly PostgresGateway _gateway;
    private readonly GatewayDatabase _database;

    private RealCommits? _realCommits;
    private bool _isOver;

    // A test's work was committed to be kept, and the baseline could not be put in its place.
    private volatile DatabaseSetUpException? _unusable;

    /// <param name="session">The run.</param>
    /// <param name="engine">The database; it is asked for when a connection of nobody's flow wants to work.</param>
    /// <param name="gateway">The run's gateway.</param>
    /// <param name="directConnectionString">How the server itself is reached.</param>
    /// <param name="forClients">The connection string that clients use, with a name of its own for the database; <see langword="null"/>: they call it as it is called on the server.</param>
    public GatewayIsolation(GuardSession session, Func<PostgresEngine> engine, PostgresGateway gateway, string directConnectionString, string? forClients = null)
    {
        _session = session;
        _engine = engine;
        _gateway = gateway;
        NpgsqlConnectionStringBuilder direct = new(directConnectionString);
        ConnectionString = forClients ?? ForClients(directConnectionString, gateway, direct.Database!);
        string name = new NpgsqlConnectionStringBuilder(ConnectionString).Database!;
        _database = new GatewayDatabase(name, direct.Username!, ForGateway(direct), this, new GatewayOptions());
        try
        {
            _database.Prepare();
            gateway.Add(_database);
        }
        catch
        {
            _database.Dispose();
            throw;
        }
    }

    public string ConnectionString { get; }

    /// <summary>What the database is called in the set-up fixture.</summary>
    public string Alias { get; init; } = string.Empty;

    PostgresLease? IPostgresIsolation.Top => Top;

    public Func<string, string>? Keep { get; set; }

    public TestClones? Clones
    {
        set => _realCommits = value is null ? null : new RealCommits(_database, value, static clone => ForGateway(new NpgsqlConnectionStringBuilder(clone.ConnectionString)));
    }

    /// <summary>The connection string that clients use.</summary>
    /// <param name="direct">How the server itself is reached.</param>
    /// <param name="gateway">The run's gateway.</param>
    /// <param name="name">What the database is called for them.</param>
    public static string ForClients(string direct, PostgresGateway gateway, string name)
    {
        NpgsqlConnectionStringBuilder clients = new(direct)
        {
            Database = name,
            Host = gateway.Host,
            Port = gateway.Port,
            Password = gateway.Password,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        };
        foreach (string ofServer in (string[])["Passfile", "SSL Certificate", "SSL Key", "SSL Password", "Root Certificate", "Channel Binding", "Target Session Attributes", "Load Balance Hosts", "Pooling"])
        {
            _ = clients.Remove(ofServer);
        }

        return clients.ConnectionString;
    }

    public PostgresLease Lease(DatabaseScope scope, DatabaseLease? below, DatabaseIsolation isolation)
    {
        long begin = Stopwatch.GetTimestamp();
        lock (_lock)
        {
            if (_unusable is { } failure)
            {
                throw failure.For(scope.Name);
            }

            while (Top is { } top && !_isOver && !ReferenceEquals(top, below))
            {
                if (Stopwatch.GetElapsedTime(begin) > s_waitLimit)
                {
                    throw GatewayErrors.Occupied(_database.Name, scope.Name, top.Scope.Name, s_waitLimit);
                }

                _ = Monitor.Wait(_lock, s_slice);
                EndSuites();
            }

            if (_isOver)
            {
                throw AccessErrors.RunEnded(_database.Name, scope.Name);
            }

            (TestClone? clone, FlushedClone? flushed) = PlaceFor(scope, below as GatewayLease, isolation);
            try
            {
                GatewayTest test = new(scope.Name, scope is TestScope { Mark.ResetSequences: true })
                {
                    Statements = scope.Statements,
                    Database = Alias,
                    OwnSessions = clone is null ? null : ForGateway(new NpgsqlConnectionStringBuilder(clone.ConnectionString)),
                    ParksSessions = flushed is not null,
                };
                _database.Begin(test);
                GatewayLease lease = new(this, scope, test, clone) { Flushed = flushed };
                _leases.Add(lease);
                return lease;
            }
            catch
            {
                if (clone is not null)
                {
                    RealCommits.GiveBack(clone, flushed);
                }

                throw;
            }
        }
    }

    /// <summary>Undoes a lease's work, or keeps it where nobody works on.</summary>
    public void End(GatewayLease lease, bool keepsState)
    {
        try
        {
            _database.End(lease.Test, keepsState && lease.Clone is null ? Keep : null);
            if (lease.Clone is not null)
            {
                _realCommits!.GiveBack(lease, keepsState);
            }
        }
        catch (DatabaseSetUpException failure)
        {
            _unusable = failure;
            throw;
        }
        finally
        {
            lock (_lock)
            {
                _ = _leases.Remove(lease);
                Monitor.PulseAll(_lock);
            }
        }
    }

    // Nowhere: in the one transaction that is rolled back.
    private (TestClone? Clone, FlushedClone? Flushed) PlaceFor(DatabaseScope scope, GatewayLease? suite, DatabaseIsolation isolation)
    {
        bool hasRealCommits = isolation != DatabaseIsolation.Rollback;
        return suite is not null && (suite.Clone is not null) != hasRealCommits ? throw IsolationErrors.OtherThanSetUp(_database.Name, scope.Name, isolation, suite.Scope.Name)
            : hasRealCommits ? _realCommits!.Take(scope, suite, isolation)
            : default;
    }

    public bool Restore()
    {
        _gateway.Remove(_database);
        return _unusable is null && _database.RestoreSequences();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            Monitor.PulseAll(_lock);
        }

        _gateway.Remove(_database);
        _realCommits?.Dispose();
        _database.Dispose();
    }

    GatewayTest IGatewayAccess.TestOfNow()
    {
        GatewayLease? top = Top;
        if (top is { Scope.IsActive: true } && (top.Scope is TestScope || IsAlone(top.Scope)))
        {
            return top.Test;
        }

        // A scope that is granted it has its lease here: the gate has it announced.
        PostgresEngine engine = _engine();
        AccessRequest request = new("PostgreSQL", $"Database={_database.Name}", engine, Locator: _database.Name);
        AccessGrant grant = _session.Gate.Demand(request);
        return grant.Scope is { } scope
            ? ((GatewayLease)scope.LeaseOf(engine)).Test
            : throw AccessErrors.AmbiguousTest(request, _session.Running.Select(static test => test.Name));
    }

    // In a worker's own database, the tests of others work elsewhere; to the main one all may come.
    private bool IsAlone(DatabaseScope scope) =>
        scope is SuiteScope { Suite: { } suite } && _engine().IsOfOneWorker(_database.Name)
            ? !_session.Running.Any(test => test.IsWithin(suite))
            : _session.Running.Count == 0;

    // What clients ask for when they connect is theirs: the shared session begins without.
    private static string ForGateway(NpgsqlConnectionStringBuilder direct)
    {
        NpgsqlConnectionStringBuilder gateway = new(direct.ConnectionString) { Pooling = false, Enlist = false, Multiplexing = false };
        foreach (string ofClient in (string[])["Search Path", "Options", "Timezone", "Application Name", "Client Encoding"])
        {
            _ = gateway.Remove(ofClient);
        }

        return gateway.ConnectionString;
    }

    private GatewayLease? Top
    {
        get
        {
            lock (_lock)
            {
                return _leases.Count > 0 ? _leases[^1] : null;
            }
        }
    }

    // Suites are ended when the next test begins; the one that waits here may be that test.
    private void EndSuites()
    {
        Monitor.Exit(_lock);
        try
        {
            _session.Suites.EndThoseThatAreOver();
        }
        finally
        {
            Monitor.Enter(_lock);
        }
    }
}
