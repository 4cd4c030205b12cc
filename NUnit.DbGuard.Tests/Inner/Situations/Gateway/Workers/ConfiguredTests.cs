namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway.Workers;

/// <summary>A test that has asked for its own database, and code under test that goes to the configured one.</summary>
[RequiresDatabase]
[Parallelizable(ParallelScope.All)]
[Category("Separate")]
[Category("GatewayConfigured")]
public sealed class ConfiguredTests
{
    [Test]
    public void Goes_to_the_configured_database()
    {
        using (TestDatabases.Default.OpenConnection())
        {
            Rows.Add("strayed");
        }
    }

    [Test]
    public void Swallows_the_refusal()
    {
        using (TestDatabases.Default.OpenConnection())
        {
            try
            {
                Rows.Add("strayed");
            }
#pragma warning disable CA1031 // As code under test does.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
        }
    }

    [Test]
    public void Finds_nothing_of_theirs() => Assert.That(Rows.Count(), Is.EqualTo(1));
}
