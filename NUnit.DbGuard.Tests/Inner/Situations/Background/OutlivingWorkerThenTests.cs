namespace NUnit.DbGuard.Tests.Inner.Situations.Background;

/// <summary>Runs after the fixture whose worker goes on.</summary>
public sealed class OutlivingWorkerThenTests
{
    [Test]
    [RequiresDatabase]
    public void Uses_the_database_while_the_worker_goes_on()
    {
        Items.Add("own");
        AskWorker();
        Assert.That(Items.Count(), Is.EqualTo(2));
    }

    [Test]
    public void Has_no_mark_while_the_worker_goes_on() => AskWorker();

    private static void AskWorker() => OutlivingWorkerTests.Worker!.Run(static () =>
    {
        Assert.That(DatabaseAccess.IsAllowed, Is.False);
        DatabaseAccessBlockedException? refusal = Refused.Swallow(static () => Items.Add("of the worker"));
        Assert.That(refusal?.Code, Is.EqualTo("DBG1004"));
        Assert.That(refusal!.Message, Does.Contain("Work that the one-time set-up of 'NUnit.DbGuard.Tests.Inner.Situations.Background.OutlivingWorkerTests' started").And.Contains("database 'default', but that suite is over."));
    });
}
