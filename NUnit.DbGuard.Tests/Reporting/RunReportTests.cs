using NUnit.DbGuard.Reporting;
using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Reporting;

/// <summary>Where a report goes, and what becomes of one that cannot go there.</summary>
public sealed class RunReportTests
{
    private readonly List<string> _told = [];
    private readonly List<string> _warnings = [];
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder()
    {
        _told.Clear();
        _warnings.Clear();
        _folder = new TemporaryFolder();
    }

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void A_run_that_used_no_database_says_nothing()
    {
        Tell(new RunSummary { Tests = 300, NotUsing = 2 }, ".");

        Assert.That(_told, Is.Empty);
        Assert.That(_folder.Names, Is.Empty);
    }

    [Test]
    public void Without_the_setting_there_are_lines_only()
    {
        Tell(Samples.Run(statements: false), place: null);

        Assert.That(_told.Single(), Does.StartWith("NUnit.DbGuard report: ").And.Not.Contain("Page:"));
        Assert.That(_folder.Names, Is.Empty);
    }

    [TestCase(".", "Shop.Tests.dbguard.html")]
    [TestCase("pages", "pages/Shop.Tests.dbguard.html")]
    [TestCase("pages/v1.2/", "pages/v1.2/Shop.Tests.dbguard.html")]
    [TestCase("shop.html", "shop.html")]
    [TestCase("pages/shop.htm", "pages/shop.htm")]
    public void The_page_goes_where_the_setting_says(string place, string file)
    {
        Tell(Samples.Run(statements: false), place);

        Assert.That(_told.Single(), Does.EndWith($"\n  Page:      {_folder[file]}"));
        Assert.That(File.ReadAllText(_folder[file]), Does.StartWith("<!DOCTYPE html>").And.EndsWith("</html>\n"));
        Assert.That(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_folder_may_be_called_like_a_page()
    {
        _ = Directory.CreateDirectory(_folder["odd.html"]);

        Tell(Samples.Run(statements: false), "odd.html");

        Assert.That(_folder["odd.html/Shop.Tests.dbguard.html"], Does.Exist);
    }

    [Test]
    public void An_earlier_page_is_replaced()
    {
        File.WriteAllText(_folder["shop.html"], "an earlier one");

        Tell(Samples.Run(statements: false), "shop.html");

        Assert.That(File.ReadAllText(_folder["shop.html"]), Does.Contain("Databases in Shop.Tests"));
    }

    [Test]
    public void A_page_that_cannot_be_written_is_a_line_and_nothing_more()
    {
        File.WriteAllText(_folder["file"], string.Empty);

        Assert.That(() => Tell(Samples.Run(statements: false), "file/pages/shop.html"), Throws.Nothing);
        Assert.That(_told.Single(), Does.StartWith("NUnit.DbGuard report: ").And.Not.Contain("Page:"));
        Assert.That(_warnings.Single(), Does.StartWith($"NUnit.DbGuard: the report could not be written to {_folder["file/pages/shop.html"]}: ").And.Not.Contain("\n"));
    }

    [Test]
    public void What_goes_wrong_in_another_way_is_a_line_too()
    {
        RunReport.Tell(Samples.Run(statements: false), () => "shop.html", static () => throw new InvalidOperationException("there is no work directory"), _told.Add, _warnings.Add);

        Assert.That(_warnings, Is.EqualTo(["NUnit.DbGuard has no report of this run: there is no work directory"]));
    }

    [Test]
    public void A_name_that_no_file_may_have_is_changed() =>
        Assert.That(ReportFile.PathOf(".", _folder.Path, "a/b"), Is.EqualTo(_folder["a_b.dbguard.html"]));

    private void Tell(RunSummary summary, string? place) => RunReport.Tell(summary, () => place, () => _folder.Path, _told.Add, _warnings.Add);
}
