using NUnit.DbGuard.Tests.Drivers.Base;

namespace NUnit.DbGuard.Tests.Drivers;

/// <summary>Starts the server before the first test, and stops it after the last.</summary>
[SetUpFixture]
public sealed class AssemblySetUp
{
    [OneTimeSetUp]
    public void Start() => DriverSetUp.Start();

    [OneTimeTearDown]
    public void Stop() => DriverSetUp.Stop();
}
