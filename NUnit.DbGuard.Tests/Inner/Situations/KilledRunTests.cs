using System.Data.Common;

namespace NUnit.DbGuard.Tests.Inner.Situations;

/// <summary>Run with the set-up <c>killed</c> on two workers, and killed: each finds the baseline in both databases, and commits to both.</summary>
[Category("Separate")]
[RequiresDatabase("default", "files")]
[Parallelizable(ParallelScope.All)]
public sealed class KilledRunTests
{
    [Test]
    public void Finds_the_baseline_and_leaves_it([Range(1, 40)] int number)
    {
        foreach (string database in (string[])["default", "files"])
        {
            using DbConnection connection = TestDatabases.Get(database).OpenConnection();
            Assert.That(Ask(connection, "SELECT count(*) FROM items WHERE name LIKE 'seeded %'"), Is.EqualTo(20), database);
            Assert.That(Ask(connection, "SELECT count(*) FROM items"), Is.EqualTo(20), database);
            using (DbTransaction transaction = connection.BeginTransaction())
            {
                _ = Ask(connection, $"INSERT INTO items VALUES (100, 'of test {number}') RETURNING id", transaction);
                _ = Ask(connection, "DELETE FROM items WHERE id < 10 RETURNING 0", transaction);
                transaction.Commit();
            }

            Assert.That(Ask(connection, "SELECT count(*) FROM items"), Is.EqualTo(12), database);
        }
    }

    private static long Ask(DbConnection connection, string sql, DbTransaction? transaction = null)
    {
        using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
