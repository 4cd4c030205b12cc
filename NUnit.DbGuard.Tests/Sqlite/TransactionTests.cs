using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Sqlite;

/// <summary>Transactions in tests, and tests that end in the middle of something.</summary>
public sealed class TransactionTests
{
    [Test]
    [Property("Parity", "C5")]
    public void An_error_in_a_transaction_does_not_spoil_it() => Passed("TransactionTests.An_error_leaves_the_transaction_usable");

    [Test]
    [Property("Parity", "C10")]
    public void A_commit_in_SQL_is_real_in_its_test_and_gone_after_it() => Passed("TransactionTests.A_commit_in_SQL_is_real_within_the_test");

    [Test]
    [Property("Parity", "C6")]
    public void Every_transaction_of_the_code_under_test_is_outermost() => Passed("TransactionTests.Every_transaction_is_outermost");

    [Test]
    [Property("Parity", "C14")]
    public void What_was_not_committed_is_not_checked() => Passed("TransactionTests.Ends_with_an_uncommitted_violation");

    [Test]
    [Property("Parity", "B8, C16")]
    public void Identity_values_start_from_the_baseline_without_being_asked() => Passed("TransactionTests.Identity_values_start_from_the_baseline");

    [Test]
    [Property("Parity", "B9, D7")]
    public void The_seed_is_there_whatever_an_earlier_test_has_deleted() => Passed("TransactionTests.The_seed_is_there_after_real_commits");

    [Test]
    [Property("Parity", "C18, C19")]
    public void A_failure_at_the_end_of_one_database_keeps_no_other_from_its_baseline()
    {
        Assert.That(InnerRun.Default["TwoDatabasesTests.A_first_test_fails_in_one"].Message, Does.Contain("DBG3001"));
        Passed("TwoDatabasesTests.Both_are_as_they_were");
    }

    [Test]
    [Property("Parity", "C23, D16")]
    public void A_query_that_never_ends_is_interrupted_and_the_next_test_is_not_harmed()
    {
        Passed("EndlessQueryTests.A_first_test_leaves_it_running");
        Passed("EndlessQueryTests.A_second_test_starts_from_the_baseline");
    }

    private static void Passed(string test) => Assert.That(InnerRun.Default[test].Outcome, Is.EqualTo("Passed"), InnerRun.Default[test].Message);
}
