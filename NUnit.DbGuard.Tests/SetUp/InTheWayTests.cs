using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Sqlite;
using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.SetUp;

/// <summary>Something that is not the test database stands where <c>reuse-db</c> would keep it, or nothing can be written there.</summary>
public sealed class InTheWayTests
{
    private TemporaryFolder _folder = null!;
    private Dictionary<string, string> _before = null!;
    private InnerRun _run = null!;

    [OneTimeSetUp]
    public void RunInnerFixture()
    {
        _folder = new TemporaryFolder();
        MakeDatabase("foreign", "DELETE");
        MakeDatabase("wal", "WAL");
        File.WriteAllBytes(_folder["test_empty.db"], []);
        _ = Directory.CreateDirectory(_folder["test_folder.db"]);
        File.WriteAllText(_folder["test_text.db"], new string('x', 10_000));
        MakeKept("corrupt", damaged: true);
        MakeKept("newer", damaged: false);
        using (SqliteConnection connection = SqliteBypass.Open(_folder["test_newer.db"], SqliteOpenMode.ReadWrite))
        {
            _ = connection.Scalar($"UPDATE {SqliteBaselineFile.MarkerTable} SET value = '2' WHERE number = 1");
        }

        _before = Contents();
        _run = InnerRun.Of(
            "FullyQualifiedName~InTheWayTests",
            new Dictionary<string, string> { ["INNER_SETUP"] = "in the way", ["INNER_FOLDER"] = _folder.Path },
            new Dictionary<string, string> { ["reuse-db"] = "true" });
    }

    [OneTimeTearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase("Foreign", "DBG7008: The test database 'foreign' belongs at {0}/test_foreign.db, but a database is there, which NUnit.DbGuard did not make. It was not touched.")]
    [TestCase("Wal", "DBG7008: The test database 'wal' belongs at {0}/test_wal.db, but a database is there, which NUnit.DbGuard did not make. It was not touched.")]
    [TestCase("Empty", "DBG7008: The test database 'empty' belongs at {0}/test_empty.db, but an empty file is there, which NUnit.DbGuard did not make. It was not touched.")]
    [TestCase("Folder", "DBG7008: The test database 'folder' belongs at {0}/test_folder.db, but a folder is there, which NUnit.DbGuard did not make. It was not touched.")]
    [TestCase("Text", "DBG7008: The test database 'text' belongs at {0}/test_text.db, but a file that is no SQLite database is there, which NUnit.DbGuard did not make. It was not touched.")]
    [TestCase("Corrupt", "DBG7009: The test database 'corrupt' at {0}/test_corrupt.db cannot be read (")]
    [TestCase("Newer", "DBG7010: The test database 'newer' at {0}/test_newer.db was made by a newer NUnit.DbGuard (marker version 2). It was not touched.")]
    [TestCase("Unwritable(1)", "DBG7011: The test database 'unwritable' could not be written to /proc/test_shop.db: ")]
    [TestCase("Unwritable(2)", "DBG7011: The test database 'unwritable' could not be written to /proc/test_shop.db: ")]
    [Property("Parity", "F6")]
    public void The_test_fails_with_what_is_there(string test, string expected)
    {
        InnerResult result = _run[$"InTheWayTests.{test}"];

        Assert.That(result.Outcome, Is.EqualTo("Failed"));
        Assert.That(result.Message, Does.Contain(string.Format(null, expected, _folder.Path)));
        Assert.That(result.Message, Does.Contain("\n  Fix:   "));
    }

    [Test]
    [Property("Parity", "F17")]
    [Property("Security", "S18")]
    public void Nothing_there_is_touched() => Assert.That(Contents(), Is.EquivalentTo(_before));

    private void MakeDatabase(string name, string journal)
    {
        using SqliteConnection connection = SqliteBypass.Open(_folder[$"test_{name}.db"], SqliteOpenMode.ReadWriteCreate);
        _ = connection.Scalar($"PRAGMA journal_mode={journal}");
        _ = connection.Scalar("CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO customers (name) VALUES ('real')");
    }

    private void MakeKept(string name, bool damaged)
    {
        string path = _folder[$"test_{name}.db"];
        MakeDatabase(name, "DELETE");
        new SqliteBaselineFile(name, path).Write(path, new BaselineFingerprint([new("the database library", "x")]));
        if (damaged)
        {
            // The header stays, and with it the look of a SQLite database.
            byte[] bytes = File.ReadAllBytes(path);
            bytes.AsSpan(100).Fill(0xA5);
            File.WriteAllBytes(path, bytes);
        }
    }

    private Dictionary<string, string> Contents() => Directory.EnumerateFileSystemEntries(_folder.Path).ToDictionary(
        static path => Path.GetFileName(path),
        static path => File.Exists(path) ? $"{Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))} {File.GetLastWriteTimeUtc(path):O}" : "folder");
}
