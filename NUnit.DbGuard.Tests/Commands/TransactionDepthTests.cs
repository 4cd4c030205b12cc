using NUnit.DbGuard.Commands;

namespace NUnit.DbGuard.Tests.Commands;

/// <summary>How a client's statements lead into transactions and out again.</summary>
public sealed class TransactionDepthTests
{
    [Test]
    public void It_follows_savepoints()
    {
        string[] statements = ["begin;", "SAVEPOINT a", "savepoint b", "ROLLBACK TO SAVEPOINT b", "RELEASE SAVEPOINT b", "SELECT 1", "RELEASE a", "COMMIT", "START TRANSACTION", "ROLLBACK", "BEGIN", "ROLLBACK TRANSACTION TO x", "END"];
        int depth = 0;

        int[] depths = [.. statements.Select(statement => depth = TransactionDepth.After(statement, depth, hasFailed: false))];

        Assert.That(depths, Is.EqualTo((int[])[1, 2, 3, 3, 2, 2, 1, 0, 1, 0, 1, 1, 0]));
    }

    [TestCase("BEGIN", 0, 0)]
    [TestCase("SAVEPOINT a", 1, 1)]
    [TestCase("COMMIT", 2, 0)]
    [TestCase("", 1, 1)]
    public void What_has_failed_leads_nowhere_but_a_COMMIT(string statement, int before, int after) => Assert.That(TransactionDepth.After(statement, before, hasFailed: true), Is.EqualTo(after));
}
