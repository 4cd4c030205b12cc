using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.SetUp;

/// <summary>What names a database, and what names one twice.</summary>
public sealed class CatalogTests
{
    [TestCase("Data Source=shop.db", "Data Source=./shop.db")]
    [TestCase("Data Source=shop.db", "Filename=data/../shop.db;Cache=Shared")]
    [TestCase("Data Source=shop.db", "Data Source=file:shop.db?cache=private")]
    [Property("Parity", "F21")]
    public void One_file_under_two_names_is_one_database(string first, string second)
    {
        TestDatabaseCatalog catalog = Catalog();
        catalog.AddSqlite("default", first);
        catalog.AddSqlite("again", second);

        Assert.That(catalog.Get("again").Primary, Is.SameAs(catalog.Get("default")));
    }

    [Test]
    [Property("Parity", "F21")]
    [Platform(Exclude = "Win", Reason = "Windows lets only administrators make links.")]
    public void One_file_by_a_link_is_one_database()
    {
        using TemporaryFolder folder = new();
        _ = Directory.CreateDirectory(folder["real"]);
        _ = Directory.CreateSymbolicLink(folder["link"], folder["real"]);
        TestDatabaseCatalog catalog = Catalog();
        catalog.AddSqlite("default", $"Data Source={folder["real"]}/shop.db");
        catalog.AddSqlite("again", $"Data Source={folder["link"]}/shop.db");

        Assert.That(catalog.Get("again").Primary, Is.SameAs(catalog.Get("default")));
    }

    [TestCase("a/b")]
    [TestCase("a\\b")]
    public void The_name_of_a_test_database_is_no_path(string name) =>
        Assert.That(() => Catalog().AddSqlite("default", "Data Source=shop.db").WithName(name), Throws.ArgumentException);

    [Test]
    public void A_suffix_has_no_spaces() =>
        Assert.That(() => Catalog().AddSqlite("default", "Data Source=shop.db").WithSuffix("a b"), Throws.ArgumentException);

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("*")]
    public void Some_texts_are_no_names(string name) =>
        Assert.That(() => Catalog().AddSqlite(name, "Data Source=shop.db"), Throws.InstanceOf<DatabaseSetUpException>().With.Message.StartsWith($"DBG7005: '{name}' is no name for a database."));

    [TestCase("Data Source=:memory:")]
    [TestCase("Data Source=")]
    [TestCase("Data Source=shared;Mode=Memory;Cache=Shared")]
    [TestCase("Data Source=file:shared?mode=memory&cache=shared")]
    public void A_database_in_memory_is_not_named(string connectionString) =>
        Assert.That(
            () => Catalog().AddSqlite("default", connectionString),
            Throws.InstanceOf<DatabaseSetUpException>().With.Property(nameof(DatabaseGuardException.Code)).EqualTo("DBG5007"));

    [Test]
    [Property("Security", "S14")]
    public void A_password_is_not_shown() =>
        Assert.That(
            () => Catalog().AddSqlite("default", "Data Source=:memory:;Password=secret"),
            Throws.InstanceOf<DatabaseSetUpException>().With.Message.Not.Contains("secret"));

    private static TestDatabaseCatalog Catalog() =>
        new(new DatabaseEngineContext(GuardSession.Current, new Lazy<RunSettings>(static () => RunSettings.Read([], new Dictionary<string, string>()))));
}
