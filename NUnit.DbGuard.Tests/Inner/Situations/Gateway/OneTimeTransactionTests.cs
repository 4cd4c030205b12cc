using Npgsql;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

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
