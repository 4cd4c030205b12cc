using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using NUnit.DbGuard.Sqlite;
using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.SetUp;

/// <summary>Databases that depend on each other, and several names of one.</summary>
public sealed class RelatedDatabasesTests
{
    private static readonly Lazy<(InnerRun Run, string[] Made, bool AreTemplatesUntouched)> s_related = new(static () =>
    {
        using TemporaryFolder folder = new();
        using SqliteConnection journal = MakeTemplate(folder["journal.DELETE.db"], "DELETE");
        using SqliteConnection log = MakeTemplate(folder["log.WAL.db"], "WAL");
        string[] before = Contents(folder);
        Dictionary<string, string> environment = new() { ["INNER_SETUP"] = "related", ["INNER_LOG"] = folder["log"], ["INNER_FOLDER"] = folder.Path };
        InnerRun run = InnerRun.Of("FullyQualifiedName~Situations.RelatedDatabasesTests|FullyQualifiedName~NeedingADatabaseTests.Needs_none", environment, workers: 1);
        return (run, File.ReadAllLines(folder["log"]), Contents(folder).SequenceEqual(before));
    });

    [Test]
    [Property("Parity", "F21")]
    [Property("Parity", "F22")]
    public void Those_that_others_depend_on_are_made_first_and_each_once() => Assert.That(s_related.Value.Made.Where(static name => name != "of a template"), Is.EqualTo(["last", "middle", "default"]));

    [TestCase("Depends_on_others")]
    [TestCase("Names_only_the_mirror(1)")]
    [TestCase("Names_only_the_mirror(2)")]
    [TestCase("Sees_at_once_what_the_primary_wrote")]
    [TestCase("Is_counted_by_either_name")]
    [TestCase("Cannot_write_to_a_mirror_that_is_read_only")]
    [TestCase("Is_another_name_with_the_primarys_contents")]
    [Property("Parity", "F23")]
    [Property("Parity", "F24")]
    [Property("Parity", "F25")]
    public void A_mirror_is_its_primary(string test)
    {
        InnerResult result = s_related.Value.Run[$"RelatedDatabasesTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
    }

    [TestCase("Does_not_name_the_mirror", "DBG1003: ")]
    [TestCase("Attaches_a_mirror_that_is_read_only", "DBG5008: ATTACH DATABASE named 'replica', which can only be read")]
    [Property("Parity", "G2")]
    public void A_mirror_is_refused(string test, string expected) => AssertFailed(test, expected);

    [TestCase("First_of_circle", "DBG7013: Database 'first of circle' depends on itself: 'first of circle' → 'second of circle' → 'first of circle'.")]
    [TestCase("Mirror_in_circle", "DBG7013: Database 'first of circle' depends on itself: 'first of circle' → 'second of circle' → 'first of circle'.")]
    [TestCase("Behind_circle", "DBG7014: Database 'behind circle' was not made, because 'first of circle', which it depends on, cannot be made: DBG7013: ")]
    [TestCase("Itself", "DBG7013: Database 'itself' depends on itself: 'itself' → 'itself'.")]
    [TestCase("Unknown_dependency", "DBG7013: Database 'unknown dependency' depends on 'nowhere', but there is none of that name; named are 'default', ")]
    [TestCase("Behind_broken", "DBG7014: Database 'behind broken' was not made, because 'broken', which it depends on, cannot be made: DBG7007: ")]
    [Property("Parity", "F22")]
    public void A_dependency_that_cannot_be_fails_the_tests_that_need_it(string test, string expected) => AssertFailed(test, expected);

    [TestCase("Unknown_primary", "DBG7013: Database 'unknown primary' mirrors 'defualt', but there is none of that name; named are 'default', ")]
    [TestCase("Unknown_primary", "did you mean 'default'?")]
    [TestCase("Mirrors_itself", "DBG7013: Database 'mirrors itself' mirrors itself: 'mirrors itself' → 'mirrors back' → 'mirrors itself'.")]
    [TestCase("Mirror_with_seed", "DBG7013: Database 'mirror with seed' mirrors 'last', but has a schema or seed of its own.")]
    [TestCase("Other_name_with_seed", "last.db, but 'other name with seed' has a schema or seed of its own.")]
    [TestCase("Mirror_of_another_kind", "DBG7013: Database 'mirror of another kind' mirrors 'last', but one is PostgreSQL and the other SQLite.")]
    [Property("Parity", "F25")]
    public void A_mirror_that_cannot_be_fails_the_tests_that_need_it(string test, string expected) => AssertFailed(test, expected);

    [TestCase("Begins_as_a_copy_of_a_file(1)")]
    [TestCase("Begins_as_a_copy_of_a_file(2)")]
    [Property("Parity", "F18")]
    public void A_database_begins_as_a_copy_of_a_file_that_others_have_open_and_leaves_it_as_it_was(string test)
    {
        InnerResult result = s_related.Value.Run[$"RelatedDatabasesTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
        Assert.That(s_related.Value.AreTemplatesUntouched, Is.True);
    }

    [TestCase("Of_a_missing_template", "DBG7016: Database 'of a missing template' begins as a copy of ")]
    [TestCase("Of_a_text", "DBG7016: Database 'of a text' begins as a copy of ")]
    [TestCase("Owned", "DBG7017: Database 'owned' is of SQLite, which has no owners.")]
    [TestCase("With_extensions", "DBG7017: Database 'with extensions' is of SQLite, which has no extensions that a database makes.")]
    [Property("Parity", "F18")]
    public void What_cannot_be_asked_for_fails_the_tests_that_need_it(string test, string expected) => AssertFailed(test, expected);

    [Test]
    [Property("Parity", "F7")]
    public void Tests_without_a_database_run() => Assert.That(s_related.Value.Run["NeedingADatabaseTests.Needs_none"].Outcome, Is.EqualTo("Passed"));

    // One row; in a file with a log it is in the log only, as long as the connection is open.
    private static SqliteConnection MakeTemplate(string path, string mode)
    {
        SqliteConnection connection = SqliteBypass.Open(path, SqliteOpenMode.ReadWriteCreate);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"PRAGMA journal_mode={mode}; PRAGMA wal_autocheckpoint=0; CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO items (name) VALUES ('of the template')";
        _ = command.ExecuteNonQuery();
        return connection;
    }

    // The index beside a log is of whoever has the file open.
    private static string[] Contents(TemporaryFolder folder) =>
    [
        .. Directory.GetFiles(folder.Path, "*.db*").Where(static file => !file.EndsWith("-shm", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(static file => $"{Path.GetFileName(file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}"),
    ];

    private static void AssertFailed(string test, string expected)
    {
        InnerResult result = s_related.Value.Run[$"RelatedDatabasesTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain(expected).And.Contains("\n  Fix:   "));
    }
}
