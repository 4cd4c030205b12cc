using System.Globalization;
using Npgsql;
using NUnit.DbGuard.Postgres.Gateway;
using NUnit.DbGuard.Postgres.Server;

namespace NUnit.DbGuard.Tests.Drivers.Base;

/// <summary>The one server of the assembly, the gateway in front of it, and the databases.</summary>
internal sealed class DriverServer : IDisposable
{
    private readonly PostgresServer _server = new(new PostgresServerOptions());
    private readonly PostgresGateway _gateway = new();
    private int _count;

    public DriverServer()
    {
        ConnectionString = _server.Start();
        Shop = new(_gateway, ConnectionString, "shop", ShopSchema.Sql, new GatewayOptions());
        Blank = new(_gateway, ConnectionString, "blank", schema: null, new GatewayOptions());
        Impatient = new(_gateway, ConnectionString, "impatient", ShopSchema.Sql, new GatewayOptions { OverlapLimit = TimeSpan.FromMilliseconds(400) });
    }

    /// <summary>The superuser's, past the gateway.</summary>
    public string ConnectionString { get; }

    /// <summary>A baseline with a schema and rows.</summary>
    public DriverDatabase Shop { get; }

    /// <summary>An empty baseline.</summary>
    public DriverDatabase Blank { get; }

    /// <summary>The shop again, where a client does not wait long for another's transaction.</summary>
    public DriverDatabase Impatient { get; }

    /// <summary>A copy of a baseline, past the gateway.</summary>
    /// <returns>Its connection string.</returns>
    public string CreateCopy(DriverDatabase baseline)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{baseline.Name}_{_count++}");
        Run($"CREATE DATABASE {name} TEMPLATE {baseline.Template}");
        return new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name }.ConnectionString;
    }

    public void Drop(string connectionString) => Run($"DROP DATABASE {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");

    public void Dispose()
    {
        NpgsqlConnection.ClearAllPools();
        _gateway.Dispose();
        _server.Dispose();
    }

    private void Run(string sql)
    {
        using NpgsqlConnection connection = new(ConnectionString);
        connection.Open();
        using NpgsqlCommand command = new(sql, connection);
        _ = command.ExecuteNonQuery();
    }
}
