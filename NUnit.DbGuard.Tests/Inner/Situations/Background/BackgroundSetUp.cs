namespace NUnit.DbGuard.Tests.Inner.Situations.Background;

[SetUpFixture]
public sealed class BackgroundSetUp
{
    [OneTimeSetUp]
    public void StartWorker() => Worker.Old.Run(static () => { });
}
