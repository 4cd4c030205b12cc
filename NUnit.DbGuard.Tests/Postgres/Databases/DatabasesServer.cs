using Npgsql;
using NUnit.DbGuard.Access;
using NUnit.DbGuard.Postgres.Server;

namespace NUnit.DbGuard.Tests.Postgres.Databases;

/// <summary>The server of all fixtures here, and SQL that is sent to it from outside of every run.</summary>
[SetUpFixture]
public sealed class DatabasesServer
{
    private static PostgresServer s_server = null!;

    /// <summary>The superuser's connection string.</summary>
    public static string ConnectionString { get; private set; } = null!;

    [OneTimeSetUp]
    public void Start()
    {
        s_server = new PostgresServer(new PostgresServerOptions());
        ConnectionString = s_server.Start();
    }

    [OneTimeTearDown]
    public void Stop() => s_server.Dispose();

    /// <summary>The server's connection string with something else in it.</summary>
    public static string With(Action<NpgsqlConnectionStringBuilder> change)
    {
        NpgsqlConnectionStringBuilder builder = new(ConnectionString);
        change(builder);
        return builder.ConnectionString;
    }

    public static string To(string database) => With(builder => builder.Database = database);

    /// <summary>Sends statements to the maintenance database, and answers with the first value of the last one.</summary>
    public static object? Run(params string[] statements) => RunIn("postgres", statements);

    public static object? RunIn(string database, params string[] statements)
    {
        using (OwnWork.Enter())
        {
            using NpgsqlConnection connection = Open(database);
            object? value = null;
            foreach (string statement in statements)
            {
                using NpgsqlCommand command = new(statement, connection);
                value = command.ExecuteScalar();
            }

            return value is DBNull ? null : value;
        }
    }

    /// <summary>A connection that its opener keeps.</summary>
    public static NpgsqlConnection Open(string database)
    {
        using (OwnWork.Enter())
        {
            NpgsqlConnection connection = new(With(builder =>
            {
                builder.Database = database;
                builder.Pooling = false;
                builder.ApplicationName = "a test";
            }));
            connection.Open();
            return connection;
        }
    }

    public static bool Exists(string database) => (bool)Run($"SELECT EXISTS (SELECT FROM pg_database WHERE datname = '{database}')")!;

    public static string? CommentOf(string database) => (string?)Run($"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{database}'");

    /// <summary>A number that another database of the same name would not have.</summary>
    public static uint IdOf(string database) => (uint)Run($"SELECT oid FROM pg_database WHERE datname = '{database}'")!;
}
