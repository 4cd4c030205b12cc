using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using NUnit.DbGuard.Tests.Inner.SetUp;

namespace NUnit.DbGuard.Tests.Inner.Situations;

/// <summary>Run with the set-up <c>schemas</c>: writes which tables the code under test finds.</summary>
[Category("Separate")]
public sealed class SchemaTests
{
    [TestCase("migrated")]
    [TestCase("modelled")]
    [TestCase("script")]
    [TestCase("delegate")]
    [TestCase("two")]
    [TestCase("nothing")]
    [RequiresDatabase("*")]
    public void Tables_of(string file)
    {
        using SqliteConnection connection = Items.Open($"Data Source={file}.db");
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name";
        using SqliteDataReader reader = command.ExecuteReader();
        List<string> tables = [];
        while (reader.Read())
        {
            tables.Add(reader.GetString(0));
        }

        TestContext.Out.WriteLine($"tables: {string.Join(' ', tables)}.");
    }

    [Test]
    [RequiresDatabase("migrated")]
    public void Books()
    {
        using LibraryContext context = TestDatabases.Get("migrated").CreateContext<LibraryContext>();

        TestContext.Out.WriteLine($"books: {string.Join(' ', context.Books.Select(static book => book.Title))}.");
    }

    [Test]
    [RequiresDatabase("script")]
    public void The_script_ran_to_its_end()
    {
        using SqliteConnection connection = Items.Open("Data Source=script.db");

        Assert.That(connection.Number("SELECT count(*) FROM notes WHERE text = 'from the script'"), Is.EqualTo(1));
        Assert.That(() => connection.Execute("DELETE FROM notes"), Throws.InstanceOf<SqliteException>().With.Message.Contains("notes are kept"));
    }

    [Test]
    [RequiresDatabase("two contexts")]
    public void Two_contexts_share_one_database()
    {
        using LibraryContext library = TestDatabases.Get("two contexts").CreateContext<LibraryContext>();
        using NotesContext notes = TestDatabases.Get("two contexts").CreateContext<NotesContext>();

        Assert.That(library.Books.Count(), Is.EqualTo(1));
        Assert.That(notes.Notes.Select(static note => note.Text).ToArray(), Is.EqualTo(new[] { "from the seed" }));
    }

    [Test]
    public void The_key_is_exposed()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();

        Assert.That(configuration.GetConnectionString("Notes"), Is.EqualTo($"Data Source={Path.GetFullPath("script.db")}"));
    }

    [Test]
    [RequiresDatabase("script")]
    public void The_exposed_key_leads_to_the_tests_database()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        using SqliteConnection connection = Items.Open(configuration.GetConnectionString("Notes")!);

        Assert.That(connection.Number("SELECT count(*) FROM notes"), Is.EqualTo(1));
    }
}
