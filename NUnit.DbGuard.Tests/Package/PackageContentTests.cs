using System.IO.Compression;
using System.Xml.Linq;
using NUnit.DbGuard.Tests.Docs;
using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Package;

/// <summary>What is in the package that build/pack.sh makes.</summary>
public sealed class PackageContentTests
{
    private PackedPackage _package = null!;
    private ZipArchive _archive = null!;
    private XElement _metadata = null!;

    [OneTimeSetUp]
    public void Pack()
    {
        _package = new PackedPackage();
        _archive = ZipFile.OpenRead(_package.PackageFile);
        _metadata = Without(XDocument.Parse(Text("NUnit.DbGuard.nuspec")).Root!).Element("metadata")!;
    }

    [OneTimeTearDown]
    public void Delete()
    {
        _archive?.Dispose();
        _package?.Dispose();
    }

    [Test]
    public void It_holds_what_it_must_and_no_stray_file()
    {
        string[] docs = [.. Directory.GetFiles(Repository.PathOf("docs"), "*.md").Select(static file => $"docs/{Path.GetFileName(file)}")];

        Assert.That(
            _archive.Entries.Select(static entry => entry.FullName),
            Is.EquivalentTo(
            [
                .. docs,
                "_rels/.rels",
                "[Content_Types].xml",
                "package/services/metadata/core-properties/nuget.psmdcp",
                "NUnit.DbGuard.nuspec",
                "README.md",
                "CHANGELOG.md",
                "SECURITY.md",
                "LICENSE",
                "build/NUnit.DbGuard.targets",
                "build/GuardDatabases.cs.txt",
                "buildTransitive/NUnit.DbGuard.targets",
                "buildTransitive/GuardDatabases.cs.txt",
                "lib/net10.0/NUnit.DbGuard.dll",
                "lib/net10.0/NUnit.DbGuard.xml",
            ]));
    }

    [TestCase("id", "NUnit.DbGuard")]
    [TestCase("authors", "The NUnit.DbGuard authors")]
    [TestCase("license", "MIT")]
    [TestCase("readme", "README.md")]
    public void The_nuspec_says(string field, string value) => Assert.That(_metadata.Element(field)?.Value, Is.EqualTo(value));

    [Test]
    public void The_nuspec_tells_what_it_is_for()
    {
        Assert.That(_metadata.Element("description")?.Value, Does.Contain("NUnit").And.Contain("PostgreSQL").And.Contain("SQLite"));
        Assert.That(_metadata.Element("tags")?.Value.Split(' '), Is.SupersetOf((string[])["nunit", "testing", "database", "postgresql", "sqlite"]));
        Assert.That(_metadata.Element("repository")?.Attribute("type")?.Value, Is.EqualTo("git"));
    }

    [TestCase("NUnit", "[4.3.2, 6.0.0)")]
    [TestCase("Npgsql", "[10.0.0, 11.0.0)")]
    [TestCase("Microsoft.Data.Sqlite", "[10.0.0, 11.0.0)")]
    [TestCase("Microsoft.EntityFrameworkCore.Relational", "[10.0.0, 11.0.0)")]
    public void A_dependency_is_taken_from_the_first_supported_version_up_to_the_next_major(string id, string range) =>
        Assert.That(Dependencies().Single(dependency => dependency.Attribute("id")?.Value == id).Attribute("version")?.Value, Is.EqualTo(range));

    [Test]
    public void It_depends_on_nothing_else() =>
        Assert.That(
            Dependencies().Select(static dependency => dependency.Attribute("id")?.Value),
            Is.EquivalentTo(["NUnit", "Npgsql", "Microsoft.Data.Sqlite", "Microsoft.EntityFrameworkCore.Relational", "SQLitePCLRaw.bundle_e_sqlite3", "SQLitePCLRaw.core"]));

    [Test]
    public void Every_public_type_has_its_documentation()
    {
        string documentation = Text("lib/net10.0/NUnit.DbGuard.xml");

        Assert.That(
            typeof(GuardDatabasesAttribute).Assembly.GetExportedTypes().Where(type => !documentation.Contains($"name=\"T:{type.FullName}\"", StringComparison.Ordinal)),
            Is.Empty);
    }

    [Test]
    public void The_symbols_are_in_a_package_of_their_own()
    {
        using ZipArchive symbols = ZipFile.OpenRead(_package.Symbols);

        Assert.That(symbols.Entries.Select(static entry => entry.FullName), Does.Contain("lib/net10.0/NUnit.DbGuard.pdb"));
    }

    [Test]
    public void Packing_again_gives_the_same_bytes()
    {
        using TemporaryFolder other = new();
        PackedPackage.Pack(other.Path);

        Assert.That(File.ReadAllBytes(Directory.GetFiles(other.Path, "*.nupkg").Single()), Is.EqualTo(File.ReadAllBytes(_package.PackageFile)));
        Assert.That(File.ReadAllBytes(Directory.GetFiles(other.Path, "*.snupkg").Single()), Is.EqualTo(File.ReadAllBytes(_package.Symbols)));
    }

    private string Text(string name)
    {
        using StreamReader reader = new(_archive.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }

    private IEnumerable<XElement> Dependencies() => _metadata.Descendants("dependency");

    // The namespace of a nuspec changes with what is in it.
    private static XElement Without(XElement element) =>
        new(element.Name.LocalName, element.Attributes().Where(static attribute => !attribute.IsNamespaceDeclaration), element.Nodes().Select(static node => node is XElement child ? Without(child) : node));
}
