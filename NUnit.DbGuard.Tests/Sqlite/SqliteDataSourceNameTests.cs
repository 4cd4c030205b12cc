using NUnit.DbGuard.Sqlite;

namespace NUnit.DbGuard.Tests.Sqlite;

/// <summary>The name under which a copy is opened in place of a configured file.</summary>
public sealed class SqliteDataSourceNameTests
{
    [TestCase("/tmp/a b#1.db", "file:///tmp/a%20b%231.db?cache=shared")]
    [TestCase(@"C:\Temp\x.db", "file:///C%3A/Temp/x.db?cache=shared")]
    public void A_file_with_parameters_is_named_by_a_uri(string copy, string expected) =>
        Assert.That(new SqliteDataSource(IsPrivate: false, "/app/shop.db", "cache=shared").NameFor(copy), Is.EqualTo(expected));

    [Test]
    public void A_plain_file_is_named_by_its_path() =>
        Assert.That(new SqliteDataSource(IsPrivate: false, "/app/shop.db", string.Empty).NameFor("/tmp/a b.db"), Is.EqualTo("/tmp/a b.db"));
}
