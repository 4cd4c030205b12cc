using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Access;

/// <summary>Marks that open some databases and not others.</summary>
public sealed class SeveralDatabasesTests
{
    [TestCase("A_bare_mark_opens_default")]
    [TestCase("A_named_mark_opens_what_it_names")]
    [TestCase("Two_names_open_both")]
    [TestCase("A_star_opens_all")]
    [Property("Parity", "G1")]
    public void A_mark_opens(string test)
    {
        InnerResult result = InnerRun.Default[$"SeveralDatabasesTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
    }

    [TestCase("A_bare_mark_opens_no_other", "second", "default")]
    [TestCase("A_named_mark_does_not_open_default", "default", "second")]
    [Property("Parity", "G2")]
    public void A_mark_does_not_open(string test, string refused, string open)
    {
        InnerResult result = InnerRun.Default[$"SeveralDatabasesTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain($"DBG1003: 'NUnit.DbGuard.Tests.Inner.Situations.SeveralDatabasesTests.{test}' opened database '{refused}', but its mark opens only '{open}'."));
        Assert.That(result.Message, Does.Contain($"Fix:   add the name to the mark: [RequiresDatabase(\"{open}\", \"{refused}\")], or \"*\" for all."));
    }

    [Test]
    [Property("Parity", "G4")]
    public void Beginning_a_transaction_on_an_open_connection_is_refused_too() =>
        AssertRefused("Beginning_a_transaction_on_an_open_connection_is_refused_too", "used");

    [Test]
    [Property("Parity", "A5")]
    public void A_connection_opened_in_a_scope_is_closed_again_after_it()
    {
        InnerResult result = InnerRun.Default["SeveralDatabasesTests.A_database_in_memory_is_closed_again_after_a_scope"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain("DBG1001: 'NUnit.DbGuard.Tests.Inner.Situations.SeveralDatabasesTests.A_database_in_memory_is_closed_again_after_a_scope' used an in-memory database"));
    }

    [TestCase("A_task_of_the_test_is_refused_too")]
    [TestCase("A_thread_of_the_test_is_refused_too")]
    [Property("Parity", "G5")]
    public void Other_threads_of_the_test_are_refused_too(string test) => AssertRefused(test, "opened");

    [Test]
    [Property("Parity", "G6")]
    public void A_database_that_nobody_named_is_refused_even_with_a_mark_for_all()
    {
        InnerResult result = InnerRun.Default["SeveralDatabasesTests.A_file_that_nobody_named_is_refused"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain("DBG1002: ").And.Contain("customers.db"));
    }

    [Test]
    [Property("Parity", "G7")]
    public void A_classs_mark_names_databases_for_its_tests() =>
        Assert.That(InnerRun.Default["DatabasesOfAClassTests.The_classs_mark_holds"].Outcome, Is.EqualTo("Passed"));

    [Test]
    [Property("Parity", "B3")]
    public void A_methods_mark_replaces_that_of_its_class() =>
        Assert.That(InnerRun.Default["DatabasesOfAClassTests.A_methods_mark_replaces_it"].Message, Does.Contain("DBG1003: ").And.Contain("opened database 'second', but its mark opens only 'default'."));

    private static void AssertRefused(string test, string verb)
    {
        InnerResult result = InnerRun.Default[$"SeveralDatabasesTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain($"DBG1003: 'NUnit.DbGuard.Tests.Inner.Situations.SeveralDatabasesTests.{test}' {verb} database 'second', but its mark opens only 'default'."));
    }
}
