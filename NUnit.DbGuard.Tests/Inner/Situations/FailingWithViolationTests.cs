using System.Data.Common;

namespace NUnit.DbGuard.Tests.Inner.Situations;

/// <summary>Run with <c>keep-db</c>: what the test leaves open cannot be committed.</summary>
[Category("Separate")]
[RequiresDatabase]
public sealed class FailingWithViolationTests
{
    private DbConnection? _connection;

    [Test]
    public void Fails()
    {
        _connection = TestDatabases.Default.OpenConnection();
        using DbCommand command = _connection.CreateCommand();
        command.CommandText = "BEGIN; INSERT INTO parts (item_id) VALUES (-1)";
        command.ExecuteNonQuery();
        Assert.Fail("as it is meant to");
    }

    [Test]
    public void Finds_the_baseline_next() => FailingTests.Add("committed");

    [OneTimeTearDown]
    public void Close() => _connection?.Dispose();
}
