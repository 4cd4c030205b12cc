using System.Collections.Concurrent;
using Npgsql;
using NUnit.DbGuard.Postgres.Gateway;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>The gateway: under Rollback all clients of a test share one server session and one transaction; else each has a session of its own, and commits are real.</summary>
/// <remarks>A database is open to one test after the other, as in a run of a user's.</remarks>
internal sealed class GatewayTarget(bool ownSessions = false, GatewayOptions? options = null) : IWireTarget
{
    private readonly PostgresGateway _gateway = new();
    private readonly ConcurrentDictionary<WireEndpoint, OpenDatabase> _databases = [];

    public string Name => "the gateway";

    public bool RestoresBaseline => !ownSessions;

    public bool HasEntryOfItsOwn => true;

    public IWireTest Begin(WireEndpoint database) =>
        new GatewayWireTest(_databases.GetOrAdd(database, endpoint => new(_gateway, endpoint, options ?? new GatewayOptions())), ownSessions);

    public void Forget(WireEndpoint database)
    {
        if (_databases.TryRemove(database, out OpenDatabase? open))
        {
            open.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (WireEndpoint database in _databases.Keys)
        {
            Forget(database);
        }

        _gateway.Dispose();
    }

    private sealed class GatewayWireTest : IWireTest
    {
        private readonly OpenDatabase _database;
        private readonly GatewayTest _test;
        private bool _hasEnded;

        public GatewayWireTest(OpenDatabase database, bool ownSessions)
        {
            _database = database;

            // No rollback reaches a sequence, and the one after it would tell.
            _test = new("a script", resetSequences: true) { OwnSessions = ownSessions ? database.ConnectionString : null };
            _database.Test = _test;
            _database.Database.Begin(_test);
        }

        public WireEndpoint Endpoint => _database.Endpoint;

        public IReadOnlyList<string> Notes => _test.Notes;

        public IReadOnlyList<string> End()
        {
            _hasEnded = true;
            _database.Test = null;
            _database.Database.End(_test);
            return [.. _test.Failures.Select(static failure => failure.Message)];
        }

        public void Dispose()
        {
            if (!_hasEnded)
            {
                _ = End();
            }
        }
    }

    private sealed class OpenDatabase : IGatewayAccess, IDisposable
    {
        private readonly PostgresGateway _gateway;

        public OpenDatabase(PostgresGateway gateway, WireEndpoint database, GatewayOptions options)
        {
            _gateway = gateway;
            ConnectionString = new NpgsqlConnectionStringBuilder
            {
                Host = database.Host,
                Port = database.Port,
                Username = database.User,
                Password = database.Password,
                Database = database.Database,
                SslMode = SslMode.Disable,
            }.ConnectionString;
            Database = new GatewayDatabase(database.Database, database.User, ConnectionString, this, options);
            Database.Prepare();
            gateway.Add(Database);
            Endpoint = new(gateway.Host, gateway.Port, database.User, gateway.Password, database.Database);
        }

        public string ConnectionString { get; }

        public GatewayDatabase Database { get; }

        public WireEndpoint Endpoint { get; }

        /// <summary>The test that runs.</summary>
        public GatewayTest? Test { get; set; }

        public void Dispose()
        {
            _gateway.Remove(Database);
            Database.Dispose();
        }

        GatewayTest IGatewayAccess.TestOfNow() => Test ?? throw new InvalidOperationException("The script has ended.");
    }
}
