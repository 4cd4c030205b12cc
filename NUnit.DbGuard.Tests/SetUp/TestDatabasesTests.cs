using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.SetUp;

/// <summary>What the code of a test can ask of its databases.</summary>
public sealed class TestDatabasesTests
{
    [TestCase("Opens_a_connection")]
    [TestCase("Opens_a_connection_asynchronously")]
    [TestCase("Makes_a_context_by_convention")]
    [TestCase("Gives_a_connection_string_that_reaches_the_same_rows")]
    [Property("Parity", "B12")]
    public void In_a_marked_test(string test)
    {
        InnerResult result = InnerRun.Default[$"TestDatabasesTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
    }

    [TestCase("Is_refused_without_a_mark", "DBG1001: 'NUnit.DbGuard.Tests.Inner.Situations.TestDatabasesTests.Is_refused_without_a_mark' opened database 'default'")]
    [TestCase("Uses_what_the_set_up_kept", "DBG1001: 'NUnit.DbGuard.Tests.Inner.Situations.TestDatabasesTests.Uses_what_the_set_up_kept' opened database 'default'")]
    [TestCase("Reads_what_the_set_up_kept", "DBG1001: 'NUnit.DbGuard.Tests.Inner.Situations.TestDatabasesTests.Reads_what_the_set_up_kept' opened database 'default'")]
    public void In_an_unmarked_test(string test, string expected) => Assert.That(InnerRun.Default[$"TestDatabasesTests.{test}"].Message, Does.Contain(expected));

    [Test]
    [Property("Parity", "G2")]
    public void A_database_that_the_mark_does_not_name_is_refused()
    {
        InnerResult result = InnerRun.Default["TestDatabasesTests.Is_refused_for_another_database"];

        Assert.That(result.Message, Does.Contain("DBG1003: 'NUnit.DbGuard.Tests.Inner.Situations.TestDatabasesTests.Is_refused_for_another_database' opened database 'second', but its mark opens only 'default'."));
        Assert.That(result.Message, Does.Contain("[RequiresDatabase(\"default\", \"second\")]"));
    }

    [Test]
    [Property("Parity", "G3")]
    public void A_name_that_does_not_exist_is_answered_with_the_nearest() =>
        Assert.That(InnerRun.Default["TestDatabasesTests.Knows_no_such_name"].Message, Does.Contain("DBG2002: The code asks for database 'secnd', but there is none of that name; named are 'default', 'second', 'library', 'annex', 'torn'.\n  Fix:   did you mean 'second'?"));

    [Test]
    [Property("Parity", "G3")]
    public void A_misspelt_mark_is_answered_with_the_nearest()
    {
        InnerResult result = InnerRun.Default["TestDatabasesTests.Has_a_misspelt_mark"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain("DBG2002: The mark of 'NUnit.DbGuard.Tests.Inner.Situations.TestDatabasesTests.Has_a_misspelt_mark' asks for database 'defualt', but there is none of that name; named are 'default', 'second', 'library', 'annex', 'torn'.\n  Fix:   did you mean 'default'?"));
        Assert.That(result.Message, Does.Not.Contain("It ran."));
    }
}
