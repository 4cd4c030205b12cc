using Npgsql;
using NUnit.DbGuard.Postgres.Gateway;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

namespace NUnit.DbGuard.Tests.Drivers.Base;

/// <summary>One baseline database behind the gateway, and the test that uses it now.</summary>
/// <remarks>A second copy of the baseline, which nobody connects to, is what the databases of direct runs are made from.</remarks>
internal sealed class DriverDatabase : IGatewayAccess, IDisposable
{
    private readonly PostgresGateway _gateway;
    private readonly GatewayDatabase _database;
    private readonly WireEndpoint _endpoint;
    private readonly List<string> _baseline;
    private GatewayTest? _test;

    public DriverDatabase(PostgresGateway gateway, string serverConnectionString, string name, string? schema, GatewayOptions options)
    {
        Name = name;
        Template = name + "_template";
        _gateway = gateway;
        NpgsqlConnectionStringBuilder server = new(serverConnectionString);
        _endpoint = new(server.Host!, server.Port, server.Username!, server.Password, name);
        using (WireClient owner = WireClient.Ready(_endpoint with { Database = "postgres" }))
        {
            owner.Ask($"CREATE DATABASE {Template}");
            using (WireClient maker = WireClient.Ready(_endpoint with { Database = Template }))
            {
                if (schema is not null)
                {
                    maker.Ask(schema);
                }
            }

            owner.Ask($"CREATE DATABASE {name} TEMPLATE {Template}");
        }

        _baseline = DatabaseDump.Of(_endpoint);
        server.Database = name;
        _database = new GatewayDatabase(name, server.Username!, server.ConnectionString, this, options);
        _database.Prepare();
        gateway.Add(_database);
    }

    public string Name { get; }

    /// <summary>What databases of direct runs are made from.</summary>
    public string Template { get; }

    /// <summary>What code under test is given.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = _gateway.Host,
        Port = _gateway.Port,
        Username = _endpoint.User,
        Password = _gateway.Password,
        Database = Name,
    }.ConnectionString;

    /// <summary>The running test.</summary>
    public GatewayTest Test => _test ?? throw new InvalidOperationException("No test has begun.");

    /// <summary>Begins a test; its identity values start from the baseline, as a direct run's do.</summary>
    public void Begin(string test)
    {
        _test = new GatewayTest(test, resetSequences: true);
        _database.Begin(_test);
    }

    /// <summary>Ends the test.</summary>
    /// <returns>What is not as it was before it; and what failed it.</returns>
    public (IReadOnlyList<string> Changed, IReadOnlyList<string> Failures, IReadOnlyList<string> Notes) End()
    {
        GatewayTest test = Test;
        _test = null;
        _database.End(test);
        List<string> now = DatabaseDump.Of(_endpoint);
        return ([.. now.Except(_baseline).Concat(_baseline.Except(now))], [.. test.Failures.Select(static failure => failure.Message)], test.Notes);
    }

    public void Dispose()
    {
        _gateway.Remove(_database);
        _database.Dispose();
    }

    GatewayTest IGatewayAccess.TestOfNow() => Test;
}
