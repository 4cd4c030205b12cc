using System.Text.RegularExpressions;
using System.Xml.Linq;
using NUnit.DbGuard.Reporting;

namespace NUnit.DbGuard.Tests.Reporting;

/// <summary>The page that a run's report can be.</summary>
public sealed class ReportPageTests
{
    [TestCase(false)]
    [TestCase(true)]
    public void It_is_well_formed_and_has_every_part(bool statements)
    {
        XElement page = Parse(Samples.Run(statements));

        string[] expected = ["Where the time went", "Tests by isolation", "Slowest tests", .. statements ? ["Longest in the database", "Most statements"] : Array.Empty<string>(), "Most work by NUnit.DbGuard", "Databases", "Found at tests"];
        Assert.That(page.Descendants("h2").Select(static title => title.Value), Is.EqualTo(expected));
        Assert.That(page.Descendants("h1").Single().Value, Is.EqualTo("Databases in Shop.Tests"));
        Assert.That(page.Descendants("svg").Count(), Is.GreaterThan(20));
    }

    [Test]
    public void It_needs_nothing_from_elsewhere_and_runs_nothing()
    {
        string page = ReportPage.Text(Samples.Run(statements: true));

        Assert.That(page, Does.Not.Contain("<script").And.Not.Contain("<link").And.Not.Contain("<img").And.Not.Contain("url(").And.Not.Contain("://").And.Not.Contain("@import"));
        Assert.That(page, Does.Contain("default-src 'none'"));
    }

    [TestCase("<script>alert(1)</script>")]
    [TestCase("\"><img src=x onerror='alert(1)'>")]
    [TestCase("a & b &lt; c")]
    [TestCase("' onmouseover='x")]
    public void A_name_means_nothing_to_the_browser(string name)
    {
        RunSummary summary = new()
        {
            Assembly = name,
            Databases = [new PreparedDatabase(name, [name], "SQLite", new DatabaseOrigin(OriginKind.Created, name, name), TimeSpan.FromSeconds(1), [new PreparationStep(name, TimeSpan.FromSeconds(1))])],
            Tests = 1,
            Using = 1,
            Runs = 1,
            Slowest = [Samples.Test(name, 10) with { Databases = [name] }],
            Found = [new FoundCode("DBG3002", Fails: false, Count: 1, [name], name)],
        };

        XElement page = Parse(summary);

        Assert.That(page.Descendants("h1").Single().Value, Is.EqualTo($"Databases in {name}"));
        Assert.That(page.Descendants().Where(static element => (string?)element.Attribute("class") == "name").Select(static element => element.Value), Does.Contain(name));
        Assert.That(page.Descendants().SelectMany(static element => element.Attributes()).Where(static attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal)), Is.Empty);
        Assert.That(page.Descendants().Where(static element => element.Name.LocalName is "script" or "img"), Is.Empty);
    }

    [Test]
    public void Characters_that_no_page_may_hold_are_replaced()
    {
        string long300 = new('x', 299);

        Assert.That(HtmlText.Of("a\0b\u001Bc"), Is.EqualTo("a\uFFFDb\uFFFDc"));
        Assert.That(HtmlText.Of(long300 + "\U0001F600 and more"), Is.EqualTo(long300 + "…"));
    }

    [TestCase("Shop.Tests.Orders.CheckoutTests.Pays(\"a.b\")", "Shop.Tests.Orders.")]
    [TestCase("CheckoutTests.Pays", null)]
    [TestCase("Pays", null)]
    [TestCase("Shop.CheckoutTests(1.5).Pays", null)]
    [TestCase("A.B.CheckoutTests<int>.Pays", "A.B.")]
    [TestCase(".", null)]
    [TestCase("", null)]
    public void The_namespace_of_a_test_stands_back(string name, string? space)
    {
        XElement shown = XElement.Parse($"<p>{HtmlText.OfName(name)}</p>");

        Assert.That(shown.Value, Is.EqualTo(name));
        Assert.That(shown.Element("span")?.Value, Is.EqualTo(space));
    }

    [Test]
    public void What_was_not_counted_is_not_shown()
    {
        string page = ReportPage.Text(Samples.Run(statements: false));

        Assert.That(page, Does.Not.Contain("statement").And.Not.Contain("in the database<"));
    }

    [Test]
    public void A_run_that_was_cut_short_says_so() =>
        Assert.That(ReportPage.Text(Samples.Run(statements: false) with { IsComplete = false }), Does.Contain("The process ended before the run did"));

    [Test]
    public void A_database_says_where_it_comes_from()
    {
        XElement article = Parse(Samples.Run(statements: false)).Descendants("article").First();

        Assert.That(article.Value, Does.Contain("default created").And.Contain("kindPostgreSQL").And.Contain("whycreate-db asks for it").And.Contain("also calledreplica"));
        Assert.That(article.Value, Does.Contain("used by240 tests").And.Contain("the migrations of ShopContext 1.50 s"));
    }

    [Test]
    public void A_run_in_which_nothing_was_used_has_a_page_too() =>
        Assert.That(Parse(new RunSummary { Databases = [Samples.Reused], Tests = 3 }).Descendants("h2").Select(static title => title.Value), Is.EqualTo(["Databases"]));

    // Written so that a reader of XML takes it for what a browser does, once what HTML leaves open is closed.
    private static XElement Parse(RunSummary summary)
    {
        string page = ReportPage.Text(summary);
        string closed = Regex.Replace(page, "<meta ([^>]*)>", "<meta $1/>").Replace("<!DOCTYPE html>", string.Empty, StringComparison.Ordinal);
        return XElement.Parse(closed);
    }
}
