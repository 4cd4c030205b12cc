using NUnit.DbGuard.Postgres.Gateway.Own;
using Kind = NUnit.DbGuard.Postgres.Gateway.Own.AwaitedAnswerKind;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Own;

/// <summary>What is still to come from a server, by what was sent and what has come.</summary>
public sealed class AwaitedAnswersTests
{
    private AwaitedAnswers _answers = null!;

    [SetUp]
    public void Begin() => _answers = new();

    [Test]
    public void Nothing_is_awaited_at_first() => Assert.That(IsIdle(), Is.True);

    [Test]
    public void A_group_is_awaited_until_ReadyForQuery()
    {
        Send(Kind.Parse, Kind.Bind, Kind.Execute, Kind.Sync);

        Assert.That(_answers.Take(Kind.Parse), Is.Not.Null);
        Assert.That(_answers.Take(Kind.Bind), Is.Not.Null);
        Assert.That(_answers.Take(Kind.Execute), Is.Not.Null);
        Assert.That(IsIdle(), Is.False);

        _answers.TakeReady();
        Assert.That(IsIdle(), Is.True);
    }

    [Test]
    public void A_group_without_its_end_waits_for_its_client()
    {
        Send(Kind.Parse, Kind.Bind);

        Assert.That(IsIdle(), Is.True);
    }

    [Test]
    public void What_comes_within_the_answer_to_a_Query_answers_nothing_by_itself()
    {
        Send(Kind.Query, Kind.Execute, Kind.Sync);

        Assert.That(_answers.Take(Kind.Execute), Is.Null, "CommandComplete is the Query's");
        _answers.TakeReady();
        Assert.That(_answers.Take(Kind.Execute), Is.Not.Null);
    }

    [Test]
    public void After_an_error_all_up_to_the_Sync_goes_unanswered_and_a_Query_too()
    {
        Send(Kind.Execute, Kind.Parse, Kind.Query, Kind.Sync, Kind.Parse, Kind.Sync);

        _answers.Fail();
        _answers.TakeReady();

        Assert.That(_answers.Take(Kind.Parse), Is.Not.Null);
        _answers.TakeReady();
        Assert.That(IsIdle(), Is.True);
    }

    [Test]
    public void The_error_of_a_Query_leaves_what_follows_it()
    {
        Send(Kind.Query, Kind.Query);

        _answers.Fail();
        _answers.TakeReady();

        Assert.That(IsIdle(), Is.False);
        _answers.TakeReady();
        Assert.That(IsIdle(), Is.True);
    }

    [Test]
    public void A_Sync_that_came_ahead_of_the_data_of_a_COPY_is_ignored([Values] bool isBehindTheResponse)
    {
        Send(Kind.Execute);
        Send(isBehindTheResponse ? [] : [Kind.Sync]);
        _answers.BeginCopy();
        Send(isBehindTheResponse ? [Kind.Sync] : []);
        Send(Kind.CopyEnd, Kind.Sync);

        Assert.That(_answers.Take(Kind.Execute), Is.Not.Null);
        _answers.TakeReady();

        Assert.That(IsIdle(), Is.True);
    }

    [Test]
    public void A_COPY_whose_data_were_sent_ahead_is_awaited_as_any_command()
    {
        Send(Kind.Execute, Kind.CopyEnd, Kind.Sync, Kind.Query);

        _answers.BeginCopy();
        Assert.That(_answers.Take(Kind.Execute), Is.Not.Null);
        _answers.TakeReady();
        Assert.That(IsIdle(), Is.False);

        _answers.TakeReady();
        Assert.That(IsIdle(), Is.True);
    }

    [Test]
    public void The_end_of_a_COPY_that_had_failed_already_is_no_message_to_wait_for()
    {
        Send(Kind.Query);
        _answers.BeginCopy();
        _answers.Fail();
        _answers.TakeReady();
        Send(Kind.CopyEnd, Kind.Parse, Kind.Sync);

        Assert.That(_answers.Take(Kind.Parse), Is.Not.Null);
        _answers.TakeReady();
        Assert.That(IsIdle(), Is.True);
    }

    [Test]
    public void When_it_has_ended_what_was_sent_is_counted_and_nothing_more_is_taken()
    {
        Send(Kind.Query, Kind.Parse, Kind.Sync);

        Assert.That(_answers.End(), Is.EqualTo(2));
        Assert.That(_answers.Add(new(Kind.Sync)), Is.False);
        Assert.That(IsIdle(), Is.True);
    }

    private bool IsIdle() => _answers.WaitUntilIdle(TimeSpan.Zero);

    private void Send(params ReadOnlySpan<Kind> kinds)
    {
        foreach (Kind kind in kinds)
        {
            Assert.That(_answers.Add(new(kind)), Is.True);
        }
    }
}
