using Npgsql;
using NUnit.DbGuard.Access;
using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Tests.Postgres.Server;

namespace NUnit.DbGuard.Tests.Postgres.Databases;

/// <summary>A test database from its creation to its end, over several runs.</summary>
public sealed class DatabaseLifeTests
{
    private string _name = null!;

    [SetUp]
    public void TakeName() => _name = $"life{TestContext.CurrentContext.Test.ID.Replace('-', '_')}";

    [Test]
    [Property("Parity", "F1")]
    [Property("Parity", "F3")]
    public void It_is_made_when_it_is_first_needed_and_dropped_at_the_end()
    {
        using DatabaseRun run = new(_name);
        bool before = DatabasesServer.Exists($"test_{_name}");

        string database = run.Create();
        object? tables = DatabasesServer.RunIn(database, "SELECT count(*) FROM items");
        run.Dispose();

        Assert.That(before, Is.False);
        Assert.That(database, Is.EqualTo($"test_{_name}"));
        Assert.That(tables, Is.Zero);
        Assert.That(DatabasesServer.Exists(database), Is.False);
        Assert.That(run.Lines, Is.Empty);
        Assert.That(run.Isolations.Select(static isolation => isolation.IsDisposed), Is.EqualTo([true]));
    }

    [Test]
    public void A_run_that_needs_no_database_makes_none()
    {
        using DatabaseRun run = new(_name, connectionString: "Host=127.0.0.1;Port=1;Database=shop");

        Assert.That(run.Dispose, Throws.Nothing);
    }

    [Test]
    public void Its_marker_says_what_it_is_and_that_it_is_ready()
    {
        using DatabaseRun run = new(_name);

        Assert.That(DatabasesServer.CommentOf(run.Create()), Is.EqualTo("NUnit.DbGuard 1 ready once"));
    }

    [Test]
    [Property("Parity", "F11")]
    public void The_marker_of_one_that_is_kept_says_what_it_was_made_from()
    {
        using DatabaseRun run = new(_name, settings: DatabaseRun.Reuse);
        string database = run.Create();
        run.Dispose();

        Assert.That(
            DatabasesServer.CommentOf(database),
            Does.Match("^NUnit\\.DbGuard 1 ready kept\n[0-9A-F]{64} the server's version\n[0-9A-F]{64} step 1, the schema delegate of DatabaseRun\n[0-9a-f]{32}-[0-9a-f]{32} what was in it when it was left$"));
    }

    [Test]
    public void While_its_schema_is_made_its_marker_says_so()
    {
        string? comment = null;
        using DatabaseRun run = new(_name, builder => builder.Seed((_, _) =>
        {
            comment = DatabasesServer.CommentOf($"test_{_name}");
            return Task.CompletedTask;
        }));

        run.Create();

        Assert.That(comment, Is.EqualTo("NUnit.DbGuard 1 creating once"));
    }

    [Test]
    [Property("Parity", "F11")]
    [Property("Parity", "F12")]
    public void Reuse_db_keeps_it_and_the_next_run_starts_from_it()
    {
        using DatabaseRun first = new(_name, settings: DatabaseRun.Reuse);
        string database = first.Create();
        first.Dispose();
        uint id = DatabasesServer.IdOf(database);

        using DatabaseRun second = new(_name, settings: DatabaseRun.Reuse);
        second.Create();

        Assert.That(DatabasesServer.IdOf(database), Is.EqualTo(id));
        Assert.That(first.Lines, Is.EqualTo([$"it is made anew as {database}: there is none yet."]));
        Assert.That(second.Lines, Is.EqualTo([$"it is reused from {database}."]));
    }

    [Test]
    [Property("Parity", "F12")]
    public void While_it_is_used_its_marker_says_that_it_may_not_be_the_baseline_and_an_orderly_end_takes_that_back()
    {
        using DatabaseRun run = new(_name, settings: DatabaseRun.Reuse);
        string database = run.Create();
        string? during = DatabasesServer.CommentOf(database);

        run.Dispose();

        Assert.That(during, Does.StartWith("NUnit.DbGuard 1 dirty kept\n"));
        Assert.That(DatabasesServer.CommentOf(database), Does.StartWith(during!.Replace("dirty", "ready", StringComparison.Ordinal)));
    }

    [Test]
    [Property("Parity", "F12")]
    public void One_that_could_not_be_put_back_is_made_anew_by_the_next_run()
    {
        using DatabaseRun first = new(_name, settings: DatabaseRun.Reuse);
        string database = first.Create();
        first.Isolations.Single().CanRestore = false;
        first.Dispose();

        using DatabaseRun second = new(_name, settings: DatabaseRun.Reuse);
        second.Create();

        Assert.That(second.Lines, Is.EqualTo([$"it is made anew as {database}: the run that used it last did not end, and may have left its tests' work in it."]));
    }

    [Test]
    public void One_that_fits_is_kept_when_nothing_could_be_put_before_it()
    {
        using DatabaseRun first = new(_name, settings: DatabaseRun.Reuse);
        string database = first.Create();
        first.Dispose();
        using DatabaseRun second = new(_name, settings: DatabaseRun.Reuse) { Failure = new IOException("no socket") };
        Assert.That(second.Create, Throws.InstanceOf<DatabaseSetUpException>());
        second.Dispose();

        using DatabaseRun third = new(_name, settings: DatabaseRun.Reuse);
        third.Create();

        Assert.That(third.Lines, Is.EqualTo([$"it is reused from {database}."]));
    }

    [Test]
    [Property("Parity", "F12")]
    public void A_change_makes_it_anew_and_one_line_says_what_changed()
    {
        using DatabaseRun first = new(_name, settings: DatabaseRun.Reuse);
        string database = first.Create();
        first.Dispose();

        using DatabaseRun second = new(_name, static builder => builder.UseSchema(DatabaseRun.MakeItems).Seed(static (_, _) => Task.CompletedTask), DatabaseRun.Reuse);
        second.Create();

        Assert.That(second.Lines, Is.EqualTo([$"it is made anew as {database}: step 2, the seed of DatabaseLifeTests is new."]));
    }

    [Test]
    [Property("Parity", "F12")]
    public void Another_version_of_the_server_makes_it_anew()
    {
        using DatabaseRun first = new(_name, settings: DatabaseRun.Reuse);
        string database = first.Create();
        first.Dispose();
        string[] lines = DatabasesServer.CommentOf(database)!.Split('\n');
        lines[1] = $"{new string('0', 64)} the server's version";
        DatabasesServer.Run($"COMMENT ON DATABASE {database} IS '{string.Join('\n', lines).Replace("'", "''", StringComparison.Ordinal)}'");

        using DatabaseRun second = new(_name, settings: DatabaseRun.Reuse);
        second.Create();

        Assert.That(second.Lines, Is.EqualTo([$"it is made anew as {database}: the server's version has changed."]));
    }

    [Test]
    [Property("Parity", "F13")]
    public void Create_db_forces_a_new_one_and_keeps_it_beside_reuse_db()
    {
        using DatabaseRun first = new(_name, settings: DatabaseRun.Reuse);
        string database = first.Create();
        first.Dispose();
        uint id = DatabasesServer.IdOf(database);

        using DatabaseRun second = new(_name, settings: DatabaseRun.Reuse with { CreateDatabase = true });
        second.Create();
        second.Dispose();

        Assert.That(second.Lines, Is.EqualTo([$"it is made anew as {database}: create-db asks for it."]));
        Assert.That(DatabasesServer.IdOf(database), Is.Not.EqualTo(id));
    }

    [Test]
    [Property("Parity", "F13")]
    public void A_kept_one_is_replaced_and_dropped_by_a_run_without_reuse_db()
    {
        using DatabaseRun first = new(_name, settings: DatabaseRun.Reuse);
        string database = first.Create();
        first.Dispose();

        using DatabaseRun second = new(_name);
        second.Create();
        second.Dispose();

        Assert.That(second.Lines, Is.EqualTo([$"it is made anew as {database}: an earlier run has kept it, but reuse-db is not set now."]));
        Assert.That(DatabasesServer.Exists(database), Is.False);
    }

    [Test]
    [Property("Parity", "F7")]
    public void A_failure_of_its_schema_is_told_to_every_test_and_leaves_nothing_behind()
    {
        int tries = 0;
        using DatabaseRun run = new(_name, builder => builder.Seed((_, _) => throw new InvalidOperationException($"try {++tries}")), DatabaseRun.Reuse);

        Assert.That(run.Create, Throws.InstanceOf<DatabaseSetUpException>().With.Message.Contains("DBG7007: ").And.Message.Contains("try 1"));
        Assert.That(run.Create, Throws.InstanceOf<DatabaseSetUpException>().With.Message.Contains("try 1"));
        run.Dispose();
        Assert.That(DatabasesServer.Exists($"test_{_name}"), Is.False);
    }

    [Test]
    [Property("Parity", "F7")]
    public void A_failure_of_what_isolates_the_tests_is_kept_and_told_to_every_test()
    {
        using DatabaseRun run = new(_name) { Failure = new IOException("no socket") };

        Assert.That(run.Create, Throws.InstanceOf<DatabaseSetUpException>().With.Message.Contains("DBG7007: ").And.Message.Contains("no socket"));
        run.Failure = null;
        Assert.That(run.Create, Throws.InstanceOf<DatabaseSetUpException>().With.Message.Contains("no socket"));
        run.Dispose();
        Assert.That(DatabasesServer.Exists($"test_{_name}"), Is.False);
    }

    [Test]
    public void What_the_seed_leaves_open_is_ended_and_told()
    {
        using DatabaseRun run = new(_name, builder => builder.UseSchema(DatabaseRun.MakeItems).Seed(LeaveOpen));

        string database = run.Create();

        Assert.That(run.Lines, Has.Count.EqualTo(1));
        Assert.That(run.Lines[0], Does.Match("^its schema or seed left 1 connection\\(s\\) open, which were ended, and what was not committed is gone: session [0-9]+, from this machine, idle in transaction, last statement: INSERT INTO items VALUES \\(1\\)\\.$"));
        Assert.That(DatabasesServer.RunIn(database, "SELECT count(*) FROM items"), Is.Zero);
        Assert.That(() => DatabasesServer.Run($"SELECT count(*) FROM pg_stat_activity WHERE datname = '{database}'"), Is.Zero.Soon(), "those of the seed, and the one that has just counted");
    }

    [Test]
    public void A_connection_string_of_the_set_up_codes_own_may_be_pooled()
    {
        using DatabaseRun run = new(_name, static builder => builder.UseSchema(DatabaseRun.MakeItems).Seed(UsePool));

        string database = run.Create();

        Assert.That(run.Lines, Is.Empty);
        Assert.That(DatabasesServer.RunIn(database, "SELECT count(*) FROM items"), Is.EqualTo(1));
    }

    [Test]
    public void The_seed_may_use_no_other_database()
    {
        using DatabaseRun run = new(_name, static builder => builder.Seed(static async (_, cancellationToken) =>
        {
            await using NpgsqlConnection connection = new(DatabasesServer.ConnectionString);
            await connection.OpenAsync(cancellationToken);
        }));

        Assert.That(
            run.Create,
            Throws.InstanceOf<DatabaseSetUpException>().With.Message.Contains($"DBG1003: The schema or seed of database '{_name}' opened a database that no set-up fixture names."));
    }

    [Test]
    [Property("Parity", "F12")]
    public void A_delegate_with_a_key_counts_as_changed_when_the_key_changes()
    {
        using DatabaseRun first = new(_name, static builder => builder.UseSchema(static (connection, cancellationToken) => DatabaseRun.MakeItems(connection, cancellationToken), "1").Seed(static (_, _) => Task.CompletedTask, "1"), DatabaseRun.Reuse);
        string database = first.Create();
        first.Dispose();

        // Other delegates, as after the assembly was compiled anew.
        using DatabaseRun same = new(
            _name,
            static builder => builder.UseSchema(static (_, _) => Task.CompletedTask, "1").Seed(static (_, _) => Task.FromResult(1), "1"),
            DatabaseRun.Reuse);
        same.Create();
        same.Dispose();
        using DatabaseRun changed = new(_name, static builder => builder.UseSchema(static (connection, cancellationToken) => DatabaseRun.MakeItems(connection, cancellationToken), "1").Seed(static (_, _) => Task.CompletedTask, "2"), DatabaseRun.Reuse);
        changed.Create();

        Assert.That(same.Lines, Is.EqualTo([$"it is reused from {database}."]));
        Assert.That(changed.Lines.Single(), Does.Match($"^it is made anew as {database}: step 2, the seed of .* has changed\\.$"));
    }

    [Test]
    [Property("Parity", "F9")]
    [Property("Parity", "F10")]
    public void Who_is_connected_to_it_at_the_end_does_not_keep_it()
    {
        using DatabaseRun run = new(_name);
        string database = run.Create();
        using NpgsqlConnection connection = DatabasesServer.Open(database);

        using NpgsqlCommand command = new("BEGIN; SELECT 'left open'", connection);
        using (OwnWork.Enter())
        {
            command.ExecuteNonQuery();
        }

        run.Dispose();

        Assert.That(DatabasesServer.Exists(database), Is.False);
        Assert.That(
            run.Lines.Single(),
            Does.Match($"^1 connection\\(s\\) to {database} were left open when it was dropped, and were ended: session [0-9]+, 'a test', from .+, idle in transaction, last statement: .*SELECT 'left open'\\.$"));
    }

    [Test]
    public void A_server_that_is_gone_at_the_end_is_told_and_fails_nothing()
    {
        using DatabaseRun run = new(_name);
        string database = run.Create();
        DatabasesServer.Run($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'NUnit.DbGuard, process %' AND query LIKE '%{database}%'");

        Assert.That(run.Dispose, Throws.Nothing);

        Assert.That(run.Lines.Single(), Does.StartWith($"{database} is left on the server, because it could not be dropped:\nDBG7031: "));
        using DatabaseRun next = new(_name);
        next.Create();
        Assert.That(next.Lines, Is.EqualTo([$"it is made anew as {database}: the run that made it died."]));
    }

    [Test]
    [Property("Parity", "F26")]
    public void A_suffix_gives_a_database_of_its_own()
    {
        using DatabaseRun plain = new(_name);
        using DatabaseRun shard = new(_name, settings: DatabaseRun.Once with { Suffix = "shard-2" });

        Assert.That((plain.Create(), shard.Create()), Is.EqualTo(($"test_{_name}", $"test_{_name}_shard-2")));
    }

    [Test]
    [Property("Parity", "F4")]
    public void An_exposed_key_is_set_when_it_is_ready()
    {
        EnvironmentOverrides environment = new();
        using DatabaseRun run = new(_name, builder => builder.UseSchema(DatabaseRun.MakeItems).ExposeAs($"ConnectionStrings:{_name}"));
        run.Engine.Expose(environment);
        string? before = Environment.GetEnvironmentVariable($"ConnectionStrings__{_name}");

        run.Create();
        string? during = Environment.GetEnvironmentVariable($"ConnectionStrings__{_name}");
        environment.Restore();

        Assert.That(before, Is.Null);
        Assert.That(during, Is.EqualTo(run.Isolations.Single().ConnectionString));
    }

    private static async Task LeaveOpen(TestDatabase database, CancellationToken cancellationToken)
    {
        System.Data.Common.DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.BeginTransactionAsync(cancellationToken);
        await DatabaseRun.Execute(connection, "INSERT INTO items VALUES (1)", cancellationToken);
    }

    private static async Task UsePool(TestDatabase database, CancellationToken cancellationToken)
    {
        NpgsqlConnectionStringBuilder pooled = new(database.ConnectionString) { Pooling = true };
        await using NpgsqlConnection connection = new(pooled.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await DatabaseRun.Execute(connection, "INSERT INTO items VALUES (1)", cancellationToken);
    }
}
