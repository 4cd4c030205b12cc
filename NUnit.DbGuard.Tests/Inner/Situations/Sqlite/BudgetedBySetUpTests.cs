using Microsoft.Data.Sqlite;

namespace NUnit.DbGuard.Tests.Inner.Situations.Sqlite;

/// <summary>What is counted against a budget around the test's own code; a derived fixture has its base's budget.</summary>
public sealed class BudgetedBySetUpTests : BudgetedTests
{
    [SetUp]
    public void Run()
    {
        using SqliteConnection connection = new("Data Source=inner.db");
        connection.Open();
        using SqliteCommand command = new("SELECT count(*) FROM parts", connection);
        _ = command.ExecuteScalar();
    }
}
