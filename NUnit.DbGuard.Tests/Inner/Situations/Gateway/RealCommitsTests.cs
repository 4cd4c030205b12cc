using System.Data;
using Npgsql;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

/// <summary>Tests whose commits are real, between others that are rolled back, over connections that live longer than all of them.</summary>
[TestFixture(DatabaseIsolation.Clone)]
[TestFixture(DatabaseIsolation.Flush)]
[Category("Separate")]
public sealed class RealCommitsTests(DatabaseIsolation isolation)
{
    [Test, RequiresDatabase(Isolation = DatabaseIsolation.Clone)]
    public void Commits_are_seen_from_outside()
    {
        Rows.Add("committed");

        using NpgsqlConnection connection = Rows.Open();
        Assert.That(Outside.NumberIn((string)connection.Scalar("SELECT current_database()"), "SELECT count(*) FROM items"), Is.EqualTo(2));
    }

    [Test, RequiresDatabase]
    public void A_rolled_back_one_starts_from_the_baseline() => Rows.LookAndLeave();

    [Test, RequiresDatabase(Isolation = DatabaseIsolation.Flush)]
    public void Two_connections_lock_rows_against_each_other()
    {
        Rows.LookAndLeave();
        using NpgsqlConnection one = Rows.Open();
        using NpgsqlConnection other = Rows.Open();
        using NpgsqlTransaction transaction = one.BeginTransaction();
        one.Execute("UPDATE items SET name = 'locked' WHERE name = 'left behind'");
        other.Execute("SET lock_timeout = '100ms'");

        Assert.That(Rows.StateOf(() => other.Execute("UPDATE items SET name = 'late' WHERE name = 'left behind'")), Is.EqualTo("55P03"));
    }

    [Test, RequiresDatabase(Isolation = DatabaseIsolation.Clone)]
    public void Serializable_transactions_conflict()
    {
        Rows.LookAndLeave();
        using NpgsqlConnection one = Rows.Open();
        using NpgsqlConnection other = Rows.Open();
        using NpgsqlTransaction first = one.BeginTransaction(IsolationLevel.Serializable);
        using NpgsqlTransaction second = other.BeginTransaction(IsolationLevel.Serializable);
        foreach (NpgsqlConnection connection in (NpgsqlConnection[])[one, other])
        {
            _ = connection.Count();
            connection.Add($"{connection.ProcessID}");
        }

        first.Commit();
        Assert.That(Rows.StateOf(second.Commit), Is.EqualTo("40001"));
    }

    [Test, RequiresDatabase(Isolation = DatabaseIsolation.Flush)]
    public void What_cannot_run_in_a_transaction_runs()
    {
        Rows.LookAndLeave();
        using NpgsqlConnection connection = Rows.Open();
        connection.Execute("VACUUM items");
    }

    [Test, RequiresDatabase(Isolation = DatabaseIsolation.Clone)]
    public void A_sequence_starts_from_the_baseline([Range(1, 2)] int number)
    {
        using NpgsqlConnection connection = Rows.Open();
        Assert.That(connection.Number("INSERT INTO items (name) VALUES ('new') RETURNING id"), Is.EqualTo(2), $"{number}");
    }

    [Test, RequiresDatabase(Isolation = DatabaseIsolation.Clone)]
    public void Leaves_a_transaction_open()
    {
        NpgsqlConnection connection = Rows.Open();
        _ = connection.BeginTransaction();
        connection.Add("never committed");
    }

    [Test, RequiresDatabase(Isolation = DatabaseIsolation.Clone)]
    public void Prepares_a_transaction()
    {
        using NpgsqlConnection connection = Rows.Open();
        connection.Execute("BEGIN");
        connection.Add("prepared");
        connection.Execute("PREPARE TRANSACTION 'it''s left'");
        Assert.That(connection.Count(), Is.EqualTo(1));
    }

    [Test, RequiresDatabase(Isolation = DatabaseIsolation.Flush)]
    public void Flushed_rows_are_put_back([Range(1, 2)] int number)
    {
        Assert.That(Rows.Names(), Is.EqualTo(new[] { Rows.Seeded }));
        using NpgsqlConnection connection = Rows.Open();
        connection.Execute("UPDATE items SET name = name || ' changed'");
        Assert.That(connection.Number("INSERT INTO items (name) VALUES ('new') RETURNING id"), Is.EqualTo(2), $"{number}");
    }

    [Test, RequiresDatabase(Isolation = DatabaseIsolation.Flush)]
    public void Flushed_schema_is_given_anew([Range(1, 2)] int number)
    {
        Assert.That(Rows.Names(), Is.EqualTo(new[] { Rows.Seeded }));
        using NpgsqlConnection connection = Rows.Open();
        connection.Execute($"ALTER TABLE items ADD COLUMN extra{number} int; CREATE TABLE made (id int)");
    }

    [Test, RequiresDatabase(Isolation = DatabaseIsolation.Flush)]
    public void Flushed_without_being_counted([Range(1, 2)] int number)
    {
        Assert.That(Rows.Names(), Is.EqualTo(new[] { Rows.Seeded }));
        using NpgsqlConnection connection = Rows.Open();
        connection.Execute("SET track_counts = off");
        connection.Add($"not counted {number}");
    }

    [Test, RequiresDatabase("second", Isolation = DatabaseIsolation.Flush)]
    public void Flushed_except_for_a_table_that_is_not_there() => Rows.Count("second");

    [Test, RequiresDatabase(Isolation = DatabaseIsolation.Clone)]
    public void Uses_nothing()
    {
    }

    [Test, RequiresDatabase]
    public async Task Eight_at_a_time_start_from_the_baseline_when_rolled_back([Range(1, 3)] int number) => await WorkAsync(number);

    [Test, RequiresDatabase(Isolation = DatabaseIsolation.Clone)]
    public async Task Eight_at_a_time_start_from_the_baseline_when_committed([Range(1, 3)] int number) => await WorkAsync(number);

    [Test, RequiresDatabase(Isolation = DatabaseIsolation.Flush)]
    public async Task Eight_at_a_time_start_from_the_baseline_when_flushed([Range(1, 3)] int number) => await WorkAsync(number);

    private async Task WorkAsync(int number)
    {
        Assert.That(Rows.Names(), Is.EqualTo(new[] { Rows.Seeded }));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Rows.AddAsync($"{isolation} {number} {i}"))));
        Assert.That(Rows.Count(), Is.EqualTo(9));
    }
}
