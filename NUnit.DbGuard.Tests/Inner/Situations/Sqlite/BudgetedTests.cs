using Microsoft.Data.Sqlite;

namespace NUnit.DbGuard.Tests.Inner.Situations.Sqlite;

/// <summary>A budget of a fixture, and tests with their own.</summary>
[RequiresDatabase]
[CommandBudget(1)]
public class BudgetedTests
{
    [Test]
    public void One_is_within_the_fixtures() => Run(1);

    [Test]
    public void Two_are_above_the_fixtures() => Run(2);

    [Test]
    [CommandBudget(2)]
    public void Two_are_within_its_own() => Run(2);

    [TestCase(1)]
    [TestCase(3)]
    [CommandBudget(2)]
    public void Each_case_has_its_own(int count) => Run(count);

    private static void Run(int count)
    {
        using SqliteConnection connection = new("Data Source=inner.db");
        connection.Open();
        for (int i = 0; i < count; i++)
        {
            using SqliteCommand command = new("SELECT count(*) FROM items", connection);
            _ = command.ExecuteScalar();
        }
    }
}
