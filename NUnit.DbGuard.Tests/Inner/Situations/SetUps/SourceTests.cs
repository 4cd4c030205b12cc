namespace NUnit.DbGuard.Tests.Inner.Situations.SetUps;

/// <summary>Test case sources run when tests are discovered, in every run; these touch a database only where a run asks for it.</summary>
public sealed class SourceTests
{
    public static IEnumerable<long> Opening => IsAskedFor ? [Items.Count()] : [0];

    public static IEnumerable<bool> Asking => [DatabaseAccess.IsAllowed];

    public static IEnumerable<long> Allowing
    {
        get
        {
            if (!IsAskedFor)
            {
                return [0];
            }

            using (DatabaseAccess.Allow())
            {
                Items.Add("of the source");
                return [DatabaseAccess.IsAllowed ? Items.Count() : -1];
            }
        }
    }

    private static bool IsAskedFor => Environment.GetEnvironmentVariable("INNER_DISCOVERY") is not null;

    [TestCaseSource(nameof(Opening))]
    [RequiresDatabase]
    public void Has_a_source_that_opens_the_database(long count) => Assert.That(count, Is.Zero);

    [TestCaseSource(nameof(Asking))]
    [RequiresDatabase]
    public void Has_a_source_that_asks_whether_it_may(bool allowed) => Assert.That(allowed, Is.False);

    [TestCaseSource(nameof(Allowing))]
    [RequiresDatabase]
    public void Has_a_source_with_Allow(long count)
    {
        TestContext.Out.WriteLine($"the source saw {count}");
        Assert.That(Items.Count(), Is.EqualTo(1));
    }
}
