using NUnit.DbGuard.Errors;

namespace NUnit.DbGuard.Tests.Errors;

public sealed class NearestNameTests
{
    private static readonly string[] s_names = ["default", "orders", "reporting"];

    [TestCase("defualt", "default", TestName = "Two neighbouring letters that are swapped")]
    [TestCase("DEFAULT", "default", TestName = "Another case")]
    [TestCase("order", "orders", TestName = "A letter that is missing")]
    [TestCase("ordders", "orders", TestName = "A letter too many")]
    [TestCase("repotrimg", "reporting", TestName = "Several small slips in a long name")]
    public void The_nearest_name_is_found(string given, string expected) => Assert.That(NearestName.Of(given, s_names), Is.EqualTo(expected));

    [TestCase("customers")]
    [TestCase("x")]
    [TestCase("")]
    public void A_name_that_resembles_none_has_no_nearest(string given) => Assert.That(NearestName.Of(given, s_names), Is.Null);

    [Test]
    public void There_is_none_among_none() => Assert.That(NearestName.Of("default", []), Is.Null);

    [Test]
    public void The_nearer_of_two_wins() => Assert.That(NearestName.Of("item1", ["item22", "item2", "items11"]), Is.EqualTo("item2"));
}
