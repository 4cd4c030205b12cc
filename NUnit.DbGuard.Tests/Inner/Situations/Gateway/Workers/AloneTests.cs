using Npgsql;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway.Workers;

/// <summary>Tests that do not run beside others, in a run in which some do.</summary>
[RequiresDatabase]
[NonParallelizable]
[Category("Separate")]
[Category("GatewayParallel")]
public sealed class AloneTests
{
    [Test]
    public void Reaches_one_database_by_both_connection_strings()
    {
        using NpgsqlConnection own = Rows.OpenWith(TestDatabases.Default.ConnectionString);
        own.Add("one");

        Assert.That(own.Database, Is.EqualTo("test_default_w0"));
        Assert.That(Rows.Count(), Is.EqualTo(2));
    }

    [Test]
    public void Starts_from_the_baseline() => Assert.That(Rows.Count(), Is.EqualTo(1));
}
