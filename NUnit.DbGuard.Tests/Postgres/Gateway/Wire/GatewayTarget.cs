using Npgsql;
using NUnit.DbGuard.Postgres.Gateway;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>The gateway: under Rollback all clients of a test share one server session and one transaction; else each has a session of its own, and commits are real.</summary>
internal sealed class GatewayTarget(bool ownSessions = false) : IWireTarget
{
    private readonly PostgresGateway _gateway = new();

    public string Name => "the gateway";

    public bool RestoresBaseline => !ownSessions;

    public bool HasEntryOfItsOwn => true;

    public IWireTest Begin(WireEndpoint database) => new GatewayWireTest(_gateway, database, ownSessions);

    public void Dispose() => _gateway.Dispose();

    private sealed class GatewayWireTest : IWireTest, IGatewayAccess
    {
        private readonly PostgresGateway _gateway;
        private readonly GatewayDatabase _database;
        private readonly GatewayTest _test;
        private bool _hasEnded;

        public GatewayWireTest(PostgresGateway gateway, WireEndpoint database, bool ownSessions)
        {
            _gateway = gateway;
            string connectionString = new NpgsqlConnectionStringBuilder
            {
                Host = database.Host,
                Port = database.Port,
                Username = database.User,
                Password = database.Password,
                Database = database.Database,
                SslMode = SslMode.Disable,
            }.ConnectionString;
            _test = new("a script", resetSequences: false) { OwnSessions = ownSessions ? connectionString : null };
            _database = new GatewayDatabase(database.Database, database.User, connectionString, this, new GatewayOptions());
            _gateway.Add(_database);
            _database.Begin(_test);
            Endpoint = new(gateway.Host, gateway.Port, database.User, gateway.Password, database.Database);
        }

        public WireEndpoint Endpoint { get; }

        public IReadOnlyList<string> Notes => _test.Notes;

        public IReadOnlyList<string> End()
        {
            _hasEnded = true;
            _database.End(_test);
            return [.. _test.Failures.Select(static failure => failure.Message)];
        }

        public void Dispose()
        {
            if (!_hasEnded)
            {
                _ = End();
            }

            _gateway.Remove(_database);
            _database.Dispose();
        }

        GatewayTest IGatewayAccess.TestOfNow() => _hasEnded ? throw new InvalidOperationException("The script has ended.") : _test;
    }
}
