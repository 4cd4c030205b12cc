using Npgsql;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

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
