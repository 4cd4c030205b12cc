namespace NUnit.DbGuard.Tests.Running;

/// <summary>The same assembly under VSTest and under Microsoft.Testing.Platform.</summary>
public sealed class TwoHostsTests
{
    [Test]
    public void The_inner_tests_end_the_same_way_under_both() =>
        Assert.That(Results(InnerRun.Of("TestCategory!=Separate", host: InnerHost.VsTest)), Is.EqualTo(Results(InnerRun.Default)));

    [Test]
    [Property("Parity", "B10, I1, I2")]
    public void The_examples_tests_end_the_same_way_under_both()
    {
        string shop = InnerRun.InnerAssembly.Replace("NUnit.DbGuard.Tests/Inner", "examples/Shop.Tests", StringComparison.Ordinal).Replace("NUnit.DbGuard.Tests.Inner", "Shop.Tests", StringComparison.Ordinal);
        Assert.That(shop, Does.Exist, "Build DbGuard.sln first.");

        string[] underVsTest = Results(InnerRun.Of("FullyQualifiedName~Shop", assembly: shop, host: InnerHost.VsTest));
        string[] underTestingPlatform = Results(InnerRun.Of("FullyQualifiedName~Shop", assembly: shop));

        Assert.That(underVsTest, Is.Not.Empty.And.All.Contains(": Passed"));
        Assert.That(underVsTest, Is.EqualTo(underTestingPlatform));
    }

    private static string[] Results(InnerRun run) =>
        [.. run.Tests.Select(static result => $"{result.FullName}: {result.Outcome} {result.Label}").Order(StringComparer.Ordinal)];
}
