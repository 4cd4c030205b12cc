#pragma warning disable CS0618 // The order is the situation, and what replaces OrderAttribute skips the tests that follow a failure.
using Npgsql;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

public abstract class OneTimeBase
{
    [OneTimeSetUp]
    public void Add_for_the_base()
    {
        Assert.That(Rows.Names(), Is.EqualTo(new[] { Rows.Seeded }), "the baseline");
        using NpgsqlConnection connection = Rows.Open();
        connection.Execute("CREATE TABLE based (x integer)");
        connection.Add("of the base class");
    }

    [OneTimeTearDown]
    public void Check_for_the_base() => Assert.That(Rows.Count(), Is.EqualTo(3), "what one-time set-up wrote, and nothing of the tests");
}

/// <summary>Data of a fixture and of its base class: each test starts from them.</summary>
[TestFixture(1)]
[TestFixture(2)]
[RequiresDatabase]
[Category("Separate")]
public sealed class OneTimeTests(int round) : OneTimeBase
{
    private static readonly string[] s_data = ["of the base class", "of the fixture", Rows.Seeded];

    private NpgsqlConnection _kept = null!;

    [OneTimeSetUp]
    public async Task Add()
    {
        await Rows.AddAsync("of the fixture");
        _kept = Rows.Open();
        using NpgsqlTransaction transaction = _kept.BeginTransaction();
        transaction.Save("one");
        _kept.Add("undone");
        transaction.Rollback("one");
        transaction.Commit();
    }

    [Test]
    public void Starts_from_the_fixtures_data([Range(1, 3)] int number)
    {
        Assert.That(Rows.Names(), Is.EqualTo(s_data), $"in round {round}");
        using NpgsqlConnection connection = Rows.Open();
        connection.Execute($"INSERT INTO based VALUES ({number}); DELETE FROM items WHERE name = 'of the fixture'");
        Assert.That(connection.Number("SELECT count(*) FROM based"), Is.EqualTo(1));
    }

    [Test]
    public void Fails_in_between() => Assert.That(Rows.StateOf(static () => Rows.Add("of the fixture")), Is.EqualTo("23505"));

    [Test]
    public void Drops_the_fixtures_table()
    {
        Assert.That(Rows.Names(), Is.EqualTo(s_data));
        using NpgsqlConnection connection = Rows.Open();
        connection.Execute("DROP TABLE based");
    }

    [Test]
    public void Uses_the_fixtures_connection([Range(1, 2)] int number)
    {
        Assert.That(_kept.Count(), Is.EqualTo(3), $"{number}");
        using NpgsqlTransaction transaction = _kept.BeginTransaction();
        _kept.Add("by the fixture's connection");
        transaction.Commit();
    }

    [Test]
    public void Leaves_a_transaction_open_on_the_fixtures_connection()
    {
        _kept.Execute("BEGIN");
        _kept.Add("never committed");
    }

    [TearDown]
    public void Mend()
    {
        if (TestContext.CurrentContext.Test.MethodName != nameof(Leaves_a_transaction_open_on_the_fixtures_connection))
        {
            _kept.Execute("ROLLBACK");
        }
    }

    [OneTimeTearDown]
    public void Check()
    {
        _kept.Execute("ROLLBACK");
        Assert.That(_kept.Count(), Is.EqualTo(3));
        Assert.That(_kept.Number("SELECT count(*) FROM based"), Is.Zero);
        _kept.Dispose();
    }
}

/// <summary>The fixture after those finds nothing of their data.</summary>
[RequiresDatabase]
[Category("Separate")]
public sealed class OneTimeThenTests
{
    [Test]
    public void Starts_from_the_baseline() => Rows.LookAndLeave();
}

/// <summary>A fixture within a fixture: marks and data of the outer class hold for its own tests only, as NUnit has it.</summary>
[RequiresDatabase]
[Category("Separate")]
public class OneTimeOuterTests
{
    [OneTimeSetUp]
    public void Add() => Rows.Add("of the outer class");

    [Test]
    public void Starts_from_its_own_data() => Assert.That(Rows.Names(), Is.EqualTo(new[] { "of the outer class", Rows.Seeded }));

    [OneTimeTearDown]
    public void Check() => Assert.That(Rows.Count(), Is.EqualTo(2));

    public sealed class InnerTests
    {
        [OneTimeSetUp]
        public void Add() => Rows.Add("of the inner class");

        [Test]
        public void Starts_from_its_own_data_alone() => Assert.That(Rows.Names(), Is.EqualTo(new[] { "of the inner class", Rows.Seeded }));
    }
}

/// <summary>One-time set-up that leaves a transaction open: there is no state that its tests could start from.</summary>
[RequiresDatabase]
[Category("Separate")]
public sealed class OneTimeTransactionTests
{
    private NpgsqlConnection _kept = null!;

    [OneTimeSetUp]
    public void Begin()
    {
        _kept = Rows.Open();
        _kept.Execute("BEGIN");
        _kept.Add("never committed");
    }

    [Test]
    public void Uses_the_database() => _ = Rows.Count();

    [OneTimeTearDown]
    public void Close() => _kept.Dispose();
}
