using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace NUnit.DbGuard.Tests.Inner.Situations;

[TestFixture]
[RequiresDatabase]
public sealed class ReusedConnectionTests
{
    private static int s_runs;
    private static bool s_isHooked;
    private static bool s_hookWasCalled;

    [Test]
    [Repeat(2)]
    public void The_second_run_has_the_connection_of_the_first_one_whose_transaction_has_ended()
    {
        using SqliteConnection connection = Items.Open();
        if (s_runs++ > 0)
        {
            // SQLite counts them for as long as a connection is open.
            Assert.That(connection.Number("SELECT total_changes()"), Is.Positive);
        }

        using SqliteTransaction transaction = connection.BeginTransaction();
        connection.Execute("INSERT INTO items (name) VALUES ('new')");
        transaction.Commit();
    }

    [Test]
    [Repeat(2)]
    public void The_second_run_does_not_call_the_hook_that_the_first_one_left()
    {
        using SqliteConnection connection = Items.Open();
        connection.Execute("INSERT INTO items (name) VALUES ('new')");
        Assert.That(s_hookWasCalled, Is.False);
        if (!s_isHooked)
        {
            s_isHooked = true;
            delegate_update hook = static (_, _, _, _, _) => s_hookWasCalled = true;
            raw.sqlite3_update_hook(connection.Handle, hook, v: null!);
        }
    }
}
