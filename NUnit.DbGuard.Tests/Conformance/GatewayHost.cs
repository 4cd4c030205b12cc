using Npgsql;
using NUnit.DbGuard.Postgres.Gateway;

namespace NUnit.DbGuard.Tests.Conformance;

/// <summary>The gateway before one database, with one test that lasts as long as the host.</summary>
internal sealed class GatewayHost : IGatewayAccess, IDisposable
{
    private readonly PostgresGateway _gateway = new();
    private readonly GatewayDatabase _database;
    private readonly GatewayTest _test;

    public GatewayHost(string connectionString, bool ownSessions)
    {
        NpgsqlConnectionStringBuilder direct = new(connectionString);
        _test = new("the suite", resetSequences: false) { OwnSessions = ownSessions ? connectionString : null };
        _database = new(direct.Database!, direct.Username!, connectionString, this, new GatewayOptions());
        _database.Prepare();
        _gateway.Add(_database);
        _database.Begin(_test);

        // By TCP, as suites expect to reach a server; what the string says of the client itself stays.
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString) { Host = "127.0.0.1", Port = _gateway.TcpPort, Password = _gateway.Password }.ConnectionString;
    }

    public string ConnectionString { get; }

    /// <summary>Ends the test.</summary>
    /// <returns>What its user would be told.</returns>
    public IReadOnlyList<string> End()
    {
        _database.End(_test);
        return [.. _test.Failures.Select(static failure => failure.Message), .. _test.Notes];
    }

    public void Dispose()
    {
        _gateway.Remove(_database);
        _database.Dispose();
        _gateway.Dispose();
    }

    GatewayTest IGatewayAccess.TestOfNow() => _test;
}
