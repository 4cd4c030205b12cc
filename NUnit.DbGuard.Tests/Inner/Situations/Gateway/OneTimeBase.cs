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
