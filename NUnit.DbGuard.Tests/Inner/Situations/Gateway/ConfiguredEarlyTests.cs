using Npgsql;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

/// <summary>A host that is started before any test needs the database; run alone, so that no other test has had it made.</summary>
[Category("Separate")]
public sealed class ConfiguredEarlyTests
{
    private string _configured = null!;
    private string _replica = null!;

    [OneTimeSetUp]
    public void StartHost()
    {
        _configured = Rows.ConnectionString();
        _replica = Rows.ConnectionString("replica");
    }

    [Test, RequiresDatabase]
    public void Works_with_what_was_configured()
    {
        using (NpgsqlConnection connection = Rows.OpenWith(_configured))
        {
            connection.Add("early");
        }

        using NpgsqlConnection replica = Rows.OpenWith(_replica);
        Assert.That(replica.Count(), Is.EqualTo(2));
        Assert.That(TestDatabases.Default.ConnectionString, Is.EqualTo(_configured));
    }

    [Test]
    public void Is_not_marked_and_goes_there() => Rows.OpenWith(_configured).Dispose();
}
