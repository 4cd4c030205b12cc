namespace NUnit.DbGuard.Tests.Inner.Situations.Kinds;

/// <summary>Each writes the same row to a table that holds it once: what one case left behind would fail the next.</summary>
public sealed class ParameterizedTests
{
    private static readonly int[] s_numbers = [1, 2, 3];

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [RequiresDatabase]
    public void Case(int number) => AddOne(number);

    [TestCaseSource(nameof(s_numbers))]
    [RequiresDatabase]
    public void Case_of_a_source(int number) => AddOne(number);

    [Test]
    [RequiresDatabase]
    public void Case_of_values([Values(1, 2)] int number, [Values] bool flag) => AddOne(flag ? number : -number);

    [Theory]
    [RequiresDatabase]
    public void Theory(bool flag) => AddOne(flag ? 1 : 0);

    private static void AddOne(int number)
    {
        Assert.That(Items.Count(), Is.EqualTo(1), $"before {number}");
        Items.Add("the same name");
    }
}
