using System.Globalization;
using Npgsql;
using NUnit.DbGuard.Postgres.Gateway;
using NUnit.DbGuard.Postgres.Server;

namespace NUnit.DbGuard.Benchmarks.Postgres;

/// <summary>A throw-away server with two databases of one schema: one reached directly, one through a gateway in this process.</summary>
/// <remarks>It owns the servers, the gateway, and the one test that is being run: <see cref="BeginTest"/> and <see cref="EndTest"/> do what the guard does around a test.</remarks>
internal sealed class GatewayStage : IDisposable, IGatewayAccess
{
    /// <summary>Rows of the table that is read.</summary>
    public const int ReadRows = 10_000;

    private const string Guarded = "guarded";
    private const string Direct = "direct";

    private readonly PostgresServer _server = new(new PostgresServerOptions());
    private readonly PostgresServer _durableServer = new(new PostgresServerOptions
    {
        Root = Path.GetTempPath(),
        Settings = new Dictionary<string, string> { ["fsync"] = "on", ["synchronous_commit"] = "on", ["full_page_writes"] = "on" },
    });

    private readonly PostgresGateway _gateway = new();
    private readonly GatewayDatabase _database;
    private readonly string _behindGateway;
    private GatewayTest? _test;

    public GatewayStage()
    {
        string server = _server.Start();
        DirectString = MakeDatabase(server, Direct);
        _behindGateway = MakeDatabase(server, Guarded);
        _database = new GatewayDatabase(Guarded, "postgres", _behindGateway, this, new GatewayOptions());
        _database.Prepare();
        _gateway.Add(_database);
        GatewayString = new NpgsqlConnectionStringBuilder(_behindGateway) { Host = _gateway.Host, Port = _gateway.Port, Password = _gateway.Password }.ConnectionString;
    }

    /// <summary>The way to the server itself.</summary>
    public string DirectString { get; }

    /// <summary>The way through the gateway. Work needs a test that has begun.</summary>
    public string GatewayString { get; }

    /// <summary>The way to a server of its own, that keeps what it was told on disk.</summary>
    public string DurableString
    {
        get => field ??= MakeDatabase(_durableServer.Start(), Direct);
        private set;
    }

    /// <summary>An open connection, the caller's.</summary>
    public static NpgsqlConnection Open(string connectionString)
    {
        NpgsqlConnection connection = new(connectionString);
        connection.Open();
        return connection;
    }

    public static int Execute(NpgsqlConnection connection, string sql)
    {
        using NpgsqlCommand command = new(sql, connection);
        return command.ExecuteNonQuery();
    }

    public void BeginTest()
    {
        _test = new GatewayTest("a benchmark", resetSequences: false);
        _database.Begin(_test);
    }

    /// <summary>Ends the test, which undoes its work.</summary>
    public void EndTest()
    {
        GatewayTest test = _test!;
        _database.End(test);
        _test = null;
        if (test.Failures is [{ } failure, ..])
        {
            throw failure;
        }
    }

    /// <summary>Takes away what the direct side has committed, and the dead rows of both.</summary>
    public void Tidy()
    {
        Tidy(DirectString);
        Tidy(_behindGateway);
    }

    public static void Tidy(string direct)
    {
        // A pool of its own: the pool hands its connections out in turn, and the bodies are to meet the same one each time.
        using NpgsqlConnection connection = Open(new NpgsqlConnectionStringBuilder(direct) { ApplicationName = "tidy" }.ConnectionString);
        _ = Execute(connection, "TRUNCATE written");
    }

    /// <summary>What a server says of itself.</summary>
    public static string Describe(string direct)
    {
        using NpgsqlConnection connection = Open(direct);
        using NpgsqlCommand command = new(
            "SELECT string_agg(name || '=' || current_setting(name), ', ' ORDER BY name) FROM pg_settings "
            + "WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'wal_level', 'shared_buffers', 'autovacuum', 'jit')",
            connection);
        return $"{connection.ServerVersion}; {command.ExecuteScalar()}";
    }

    public void Dispose()
    {
        NpgsqlConnection.ClearAllPools();
        _gateway.Remove(_database);
        _database.Dispose();
        _gateway.Dispose();
        _server.Dispose();
        _durableServer.Dispose();
    }

    GatewayTest IGatewayAccess.TestOfNow() => _test ?? throw new InvalidOperationException("No test has begun.");

    private static string MakeDatabase(string server, string name)
    {
        using (NpgsqlConnection connection = Open(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString))
        {
            _ = Execute(connection, $"CREATE DATABASE {name}");
        }

        string database = new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
        using (NpgsqlConnection connection = Open(database))
        {
            _ = Execute(connection, string.Create(CultureInfo.InvariantCulture, $"""
                CREATE TABLE read (id int PRIMARY KEY, name text NOT NULL, price numeric(10,2) NOT NULL);
                CREATE TABLE written (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, price int NOT NULL);
                INSERT INTO read SELECT i, 'product number ' || i, i / 100.0 FROM generate_series(1, {ReadRows}) AS i;
                ANALYZE read
                """));
        }

        return database;
    }
}
