using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Access;

/// <summary>EF Core on SQLite is judged as raw ADO.NET is.</summary>
public sealed class EntityFrameworkTests
{
    [TestCase("Queries")]
    [TestCase("Saves_asynchronously")]
    [TestCase("Begins_a_transaction")]
    [Property("Parity", "A1")]
    public void An_unmarked_test_is_refused(string test)
    {
        InnerResult result = InnerRun.Default[$"Access.EntityFrameworkTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain($"DBG1001: 'NUnit.DbGuard.Tests.Inner.Situations.Access.EntityFrameworkTests.{test}' opened database 'default'"));
        Assert.That(result.Message, Does.Contain($"at EntityFrameworkTests.{test}\n"));
    }

    [TestCase("Swallows_in_a_query")]
    [TestCase("Swallows_in_an_asynchronous_query")]
    [Property("Parity", "A8")]
    public void A_swallowed_refusal_fails_the_test(string test)
    {
        InnerResult result = InnerRun.Default[$"Access.EntityFrameworkTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain("DBG1001:"));
    }

    [TestCase("Queries_and_saves_with_a_mark")]
    [TestCase("Uses_a_context_that_is_open_within_Block")]
    [Property("Parity", "A4")]
    public void A_marked_test_is_let_through_unless_Block_closes_it(string test)
    {
        InnerResult result = InnerRun.Default[$"Access.EntityFrameworkTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
    }
}
