using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Sqlite;

/// <summary>A test that forgets to close a connection, and the test after it.</summary>
public sealed class LeakedConnectionTests
{
    [Test]
    public void An_idle_one_is_refused_in_the_next_test_which_works_on_another_copy() => Passed("LeakedConnectionTests.An_idle_connection_is_forgotten");

    [Test]
    public void One_in_a_transaction_is_refused_in_the_next_test_and_holds_no_lock_there() =>
        Passed("LeakedConnectionTests.A_connection_is_forgotten_in_a_transaction");

    private static void Passed(string test) => Assert.That(InnerRun.Default[test].Outcome, Is.EqualTo("Passed"), InnerRun.Default[test].Message);
}
