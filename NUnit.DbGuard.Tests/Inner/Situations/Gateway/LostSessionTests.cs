#pragma warning disable CS0618 // The order is the situation, and what replaces OrderAttribute skips the tests that follow a failure.
using Npgsql;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

/// <summary>The server session of a test ends, and the code under test notices or does not.</summary>
[RequiresDatabase]
[Category("Separate")]
public sealed class LostSessionTests
{
    [SetUp]
    public void LookAndLeave() => Rows.LookAndLeave();

    [Test, Order(1)]
    public void Ends_its_own_session_and_swallows_the_error()
    {
        using NpgsqlConnection connection = Rows.Open();
        try
        {
            connection.Execute("SELECT pg_terminate_backend(pg_backend_pid())");
        }
        catch (NpgsqlException)
        {
            // As application code may.
        }
    }

    [Test, Order(2)]
    public void Works_on_when_its_session_was_ended_from_outside()
    {
        long session;
        using (NpgsqlConnection connection = Rows.Open())
        {
            session = connection.Number("SELECT pg_backend_pid()");
        }

        Assert.That(Outside.Number($"SELECT pg_terminate_backend({session}, 10000)::int"), Is.EqualTo(1));
        _ = Rows.StateOf(() => Rows.Add("after the loss"));
    }

    [Test, Order(3)]
    public void Comes_after_a_test_whose_session_was_ended_when_it_was_over() => Rows.Add("more");

    [TearDown]
    public void EndTheSession()
    {
        if (TestContext.CurrentContext.Test.MethodName == nameof(Comes_after_a_test_whose_session_was_ended_when_it_was_over))
        {
            Rows.Add("in the tear-down");
        }
    }
}
