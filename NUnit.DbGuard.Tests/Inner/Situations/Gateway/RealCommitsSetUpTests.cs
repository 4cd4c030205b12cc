using Npgsql;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

/// <summary>One-time data that are committed: each test works on a copy of them.</summary>
[RequiresDatabase(Isolation = DatabaseIsolation.Clone)]
[Category("Separate")]
public sealed class RealCommitsSetUpTests
{
    private static readonly string[] s_data = ["of the fixture", Rows.Seeded];

    private NpgsqlConnection _kept = null!;

    [OneTimeSetUp]
    public void Add()
    {
        _kept = Rows.Open();
        _kept.Add("of the fixture");
    }

    [Test]
    public void Starts_from_the_fixtures_data([Range(1, 3)] int number)
    {
        Assert.That(Rows.Names(), Is.EqualTo(s_data));
        Rows.Add($"of test {number}");
        _kept.Add($"by the fixture's connection {number}");
    }

    [Test]
    public void Asks_where_its_database_is_and_does_not_go_there() => Assert.That(TestDatabases.Default.ConnectionString, Is.Not.Empty);

    [Test]
    [RequiresDatabase]
    public void Asks_for_another_isolation() => Rows.Count();

    [OneTimeTearDown]
    public void Check()
    {
        Assert.That(Rows.Names(), Is.EqualTo(s_data));
        Assert.That(_kept.Count(), Is.EqualTo(2));
        _kept.Dispose();
    }
}
