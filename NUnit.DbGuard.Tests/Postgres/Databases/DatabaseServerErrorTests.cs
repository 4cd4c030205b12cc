using System.Net;
using System.Net.Sockets;
using Npgsql;
using NUnit.DbGuard.Access;
using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Postgres.Databases;
using NUnit.DbGuard.Postgres.Server;

namespace NUnit.DbGuard.Tests.Postgres.Databases;

/// <summary>Servers that do not let a test database be made, and the setting that names another.</summary>
public sealed class DatabaseServerErrorTests
{
    private static readonly RunSettings s_here = DatabaseRun.Once with { Postgres = DatabasesServer.ConnectionString };

    [Test]
    [Property("Parity", "F8")]
    public void One_that_nobody_listens_at_is_named_with_the_way_out()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        using DatabaseRun run = new("unreachable", connectionString: $"Host=127.0.0.1;Port={port};Username=shop;Password=secret;Database=shop");

        string message = Assert.Throws<DatabaseSetUpException>(() => run.Create()).Message;

        Assert.That(message, Does.StartWith("DBG7031: The test database 'unreachable' could not be made, because its PostgreSQL server does not answer: "));
        Assert.That(message, Does.Contain($"Host=127.0.0.1;Port={port};Username=shop").And.Contains("DBGUARD_POSTGRES").And.Not.Contains("secret"));
    }

    [Test]
    [Property("Parity", "F8")]
    public void One_that_answers_nothing_is_given_up()
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        using DatabaseRun run = new("silent", connectionString: $"Host=127.0.0.1;Port={((IPEndPoint)silent.LocalEndpoint).Port};Username=shop;Timeout=1;Database=shop;SSL Mode=Disable");

        Assert.That(run.Create, Throws.InstanceOf<DatabaseSetUpException>().With.Message.StartsWith("DBG7031: "));
    }

    [TestCase("secret")]
    [TestCase(null)]
    [Property("Security", "S14")]
    public void A_wrong_password_is_not_shown(string? password)
    {
        using DatabaseRun run = new("locked_out", connectionString: DatabasesServer.With(builder => builder.Password = password));

        string message = Assert.Throws<DatabaseSetUpException>(() => run.Create()).Message;

        Assert.That(message, Does.StartWith("DBG7032: The test database 'locked_out' could not be made, because its PostgreSQL server lets nobody in: "));
        Assert.That(message, Does.Not.Contain("secret"));
    }

    [Test]
    [Property("Parity", "F7")]
    public void A_user_who_may_make_no_database_is_told_what_is_missing()
    {
        DatabasesServer.Run("CREATE ROLE poor LOGIN PASSWORD 'poor'");
        using DatabaseRun run = new("forbidden", connectionString: As("poor", "forbidden"));

        Assert.That(
            run.Create,
            Throws.InstanceOf<DatabaseSetUpException>().With.Message.StartsWith("DBG7033: The test database 'forbidden' could not be made at test_forbidden, because the user may not: permission denied to create database (42501)"));
    }

    [Test]
    public void A_user_who_may_make_databases_needs_no_more()
    {
        DatabasesServer.Run("CREATE ROLE maker LOGIN CREATEDB PASSWORD 'maker'");
        using DatabaseRun first = new("makers", settings: DatabaseRun.Reuse, connectionString: As("maker", "makers"));
        string database = first.Create();
        first.Dispose();
        using DatabaseRun second = new("makers", connectionString: As("maker", "makers"));
        second.Create();
        second.Dispose();

        Assert.That(DatabasesServer.Exists(database), Is.False);
    }

    [Test]
    public void What_another_user_has_made_is_not_replaced()
    {
        DatabasesServer.Run("CREATE ROLE other LOGIN CREATEDB PASSWORD 'other'");
        using DatabaseRun first = new("anothers", settings: DatabaseRun.Reuse);
        string database = first.Create();
        first.Dispose();
        using DatabaseRun second = new("anothers", connectionString: As("other", "anothers"));

        Assert.That(second.Create, Throws.InstanceOf<DatabaseSetUpException>().With.Message.StartsWith($"DBG7033: The test database 'anothers' could not be made at {database}, because the user may not: must be owner of database"));
        Assert.That(DatabasesServer.Exists(database), Is.True);
    }

    [Test]
    [Property("Security", "S20")]
    public void What_another_user_has_made_is_not_worked_in()
    {
        DatabasesServer.Run("CREATE ROLE forger LOGIN CREATEDB PASSWORD 'forger'");
        using DatabaseRun forged = new("forged", settings: DatabaseRun.Reuse, connectionString: As("forger", "forged"));
        string database = forged.Create();
        forged.Dispose();

        using DatabaseRun run = new("forged", settings: DatabaseRun.Reuse, connectionString: DatabasesServer.To("forged"));
        run.Create();
        run.Dispose();
        using DatabaseRun later = new("forged", settings: DatabaseRun.Reuse, connectionString: DatabasesServer.To("forged"));
        later.Create();
        later.Dispose();

        Assert.That(run.Lines, Is.EqualTo([$"it is made anew as {database}: it belongs to user 'forger'."]));
        Assert.That(later.Lines, Is.EqualTo([$"it is reused from {database}."]));
    }

    [Test]
    [Property("Parity", "F19")]
    public void A_user_who_may_not_connect_to_postgres_is_led_to_the_configured_database()
    {
        using PostgresServer server = new(new PostgresServerOptions());
        NpgsqlConnectionStringBuilder administrator = new(server.Start());
        using (OwnWork.Enter())
        {
            using NpgsqlConnection connection = new(administrator.ConnectionString + ";Pooling=false");
            connection.Open();
            foreach (string statement in (string[])["CREATE ROLE narrow LOGIN CREATEDB PASSWORD 'narrow'", "REVOKE CONNECT ON DATABASE postgres FROM PUBLIC", "CREATE DATABASE shop"])
            {
                using NpgsqlCommand command = new(statement, connection);
                command.ExecuteNonQuery();
            }
        }

        using DatabaseRun run = new("shop", connectionString: new NpgsqlConnectionStringBuilder(administrator.ConnectionString) { Username = "narrow", Password = "narrow", Database = "shop" }.ConnectionString);

        Assert.That(run.Create(), Is.EqualTo("test_shop"));
    }

    [Test]
    public void A_template_that_somebody_uses_is_named()
    {
        using PostgresServer server = new(new PostgresServerOptions());
        string administrator = server.Start();
        using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(administrator) { Database = "template1", Pooling = false }.ConnectionString);
        using (OwnWork.Enter())
        {
            connection.Open();
        }

        using DatabaseRun run = new("copied", connectionString: administrator);

        Assert.That(run.Create, Throws.InstanceOf<DatabaseSetUpException>().With.Message.StartsWith("DBG7034: The test database 'copied' could not be made at test_postgres, because others use it: source database \"template1\" is being accessed by other users (55006)"));
    }

    [Test]
    [Property("Parity", "F30")]
    public void The_setting_replaces_the_server_and_keeps_the_databases_name_and_other_keywords()
    {
        using DatabaseRun run = new("default", settings: s_here, connectionString: "Host=production;Port=1;Username=shop;Password=secret;SSL Mode=VerifyFull;Database=Elsewhere;Timezone=Europe/Rome");

        Assert.That(run.Create(), Is.EqualTo("test_Elsewhere"));
        Assert.That(new NpgsqlConnectionStringBuilder(run.Isolations.Single().ConnectionString).Timezone, Is.EqualTo("Europe/Rome"));
    }

    [Test]
    public void Making_waits_for_another_run_that_makes_one_and_names_it()
    {
        using RunServer unused = new();
        PostgresServerAddress address = PostgresServerAddress.Of("other", new NpgsqlConnectionStringBuilder(DatabasesServer.ConnectionString), setting: null, unused);
        using MaintenanceConnection other = MaintenanceConnection.Open("other", address, PostgresLimits.Default);
        using DatabaseRun run = new("late", limits: PostgresLimits.Default with { Creation = TimeSpan.FromMilliseconds(100) });
        using (other.LockCreation())
        {
            Assert.That(
                run.Create,
                Throws.InstanceOf<DatabaseSetUpException>().With.Message.StartsWith("DBG7035: ").And.Message.Contains($"'NUnit.DbGuard, process {Environment.ProcessId} on {Environment.MachineName}'"));
        }
    }

    private static string As(string user, string database) => DatabasesServer.With(builder => (builder.Username, builder.Password, builder.Database) = (user, user, database));
}
