namespace NUnit.DbGuard.Tests.Drivers.Base;

/// <summary>Tests of a driver: each runs inside a test of the gateway's, after which the baseline must be what it was.</summary>
public abstract class DriverTests
{
    // A driver that waits for an answer that never comes fails its test.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private IReadOnlyList<string> _expectedFailures = [];

    private protected virtual DriverDatabase Database => DriverSetUp.Server.Shop;

    [SetUp]
    public void Begin()
    {
        _expectedFailures = [];
        Database.Begin(TestContext.CurrentContext.Test.FullName);
    }

    [TearDown]
    public void End()
    {
        (IReadOnlyList<string> changed, IReadOnlyList<string> failures, IReadOnlyList<string> notes) = Database.End();
        Assert.That(changed, Is.Empty, "The baseline has changed.");
        Assert.That(failures.Select(static failure => failure[..7]), Is.EqualTo(_expectedFailures), string.Join(Environment.NewLine, failures));
        Assert.That(notes.Where(static note => note.StartsWith("DBG4006", StringComparison.Ordinal)), Is.Empty);
    }

    /// <summary>Says that the gateway fails this test, and why.</summary>
    private protected void ExpectFailures(params string[] codes) => _expectedFailures = codes;

    /// <summary>The run through the gateway alone, where a direct one has nothing to compare.</summary>
    private protected DriverRun Through() => new(Database.ConnectionString, isThroughGateway: true);

    /// <summary>Runs a body on a copy of the baseline past the gateway, then through the gateway, and compares what the two have seen.</summary>
    /// <returns>What was seen.</returns>
    private protected async Task<List<string>> Compare(Func<DriverRun, Task> body)
    {
        DriverRun direct = new(DriverSetUp.Server.CreateCopy(Database), isThroughGateway: false);
        try
        {
            await body(direct).WaitAsync(s_limit);
        }
        finally
        {
            DriverSetUp.Server.Drop(direct.ConnectionString);
        }

        DriverRun through = Through();
        await body(through).WaitAsync(s_limit);
        Assert.That(direct.Lines, Is.Not.Empty, "The body has said nothing.");
        Assert.That(through.Lines, Is.EqualTo(direct.Lines), "The driver tells the gateway from the server.");
        return through.Lines;
    }
}
