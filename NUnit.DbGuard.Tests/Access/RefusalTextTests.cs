using System.Text.RegularExpressions;
using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Access;

/// <summary>The whole text of each refusal, as the user reads it.</summary>
public sealed partial class RefusalTextTests
{
    private const string Place = "NUnit.DbGuard.Tests.Inner.Situations";

    [Test]
    [Property("Parity", "A1")]
    public void DBG1001_of_a_test_without_a_mark() => AssertText(InnerRun.Default["UnmarkedTests.Opens_the_database"], $"""
        DBG1001: '{Place}.UnmarkedTests.Opens_the_database' opened database 'default', but the test is not marked as needing one.
          Tried: Microsoft.Data.Sqlite, <folder>/inner.db, at Items.Open
          Fix:   put [RequiresDatabase] on the test, its fixture or its assembly; for set-up code only, use DatabaseAccess.Allow().
          More:  docs/errors.md#dbg1001
        """);

    [Test]
    public void DBG1001_of_a_constructor() => AssertText(InnerRun.Default["SwallowingConstructorTests.First"], $"""
        DBG1001: The constructor of '{Place}.SetUps.SwallowingConstructorTests' opened database 'default'. Constructors run before a test's database is there, so they stay closed.
          Tried: Microsoft.Data.Sqlite, <folder>/inner.db, at Items.Open
          Fix:   move the access to [SetUp] or [OneTimeSetUp] of a fixture that has [RequiresDatabase].
          More:  docs/errors.md#dbg1001
        """);

    [Test]
    public void DBG1001_of_one_time_set_up() => AssertText(InnerRun.Default["SwallowingOneTimeSetUpTests.First"], $"""
        DBG1001: The one-time set-up or tear-down of '{Place}.SetUps.SwallowingOneTimeSetUpTests' opened database 'default', but its suite is not marked as needing one.
          Tried: Microsoft.Data.Sqlite, <folder>/inner.db, at Items.Open
          Fix:   put [RequiresDatabase] on the test, its fixture or its assembly; for set-up code only, use DatabaseAccess.Allow().
          More:  docs/errors.md#dbg1001
        """);

    [Test]
    public void DBG1001_of_a_command() => AssertText(InnerRun.Default["OpenedEarlierTests.Runs_a_command_after_Allow"], $"""
        DBG1001: '{Place}.Access.OpenedEarlierTests.Runs_a_command_after_Allow' used database 'default', but the test is not marked as needing one.
          Tried: Microsoft.Data.Sqlite, <folder>/inner.db, at Items.Execute
          SQL:   DELETE FROM items
          Fix:   put [RequiresDatabase] on the test, its fixture or its assembly; for set-up code only, use DatabaseAccess.Allow().
          More:  docs/errors.md#dbg1001
        """);

    [Test]
    public void DBG1002_of_a_database_that_is_not_configured() => AssertText(InnerRun.Default["OtherDatabasesTests.Opens_an_unknown_file_with_a_mark"], $"""
        DBG1002: '{Place}.Access.OtherDatabasesTests.Opens_an_unknown_file_with_a_mark' opened a database that no set-up fixture names, so it may hold real data.
          Tried: Microsoft.Data.Sqlite, <folder>/developers-own.db, at Items.Open
          Fix:   name it in Configure() of your DatabaseSetUpFixture (AddSqlite with this connection string), or make the code under test use TestDatabases.Default.ConnectionString.
          More:  docs/errors.md#dbg1002
        """);

    [Test]
    public void DBG1003_of_a_database_that_the_mark_does_not_name() => AssertText(InnerRun.Default["NamedDatabasesTests.Opens_what_the_mark_does_not_name"], $"""
        DBG1003: '{Place}.Marks.NamedDatabasesTests.Opens_what_the_mark_does_not_name' opened database 'default', but its mark opens only 'second'.
          Tried: Microsoft.Data.Sqlite, <folder>/inner.db, at Items.Open
          Fix:   add the name to the mark: [RequiresDatabase("second", "default")], or "*" for all.
          More:  docs/errors.md#dbg1003
        """);

    [Test]
    public void DBG1004_of_work_left_behind() => AssertText(InnerRun.Default["LeftBehindTests.Has_no_mark_while_the_loop_goes_on"].Output, $"""
        DBG1004: Work that '{Place}.Access.LeftBehindTests.Leaves_a_loop_behind' started opened database 'default', but its test has ended.
          Tried: Microsoft.Data.Sqlite, <folder>/inner.db, at Items.Open
          Fix:   await or stop all work before the test returns; start a host that outlives a test in [OneTimeSetUp].
          More:  docs/errors.md#dbg1004
        """);

    [Test]
    public void DBG1006_of_Block() => AssertText(InnerRun.Default["FramesTests.Reports_a_refusal_within_Block"].Output, $"""
        DBG1006: '{Place}.Access.FramesTests.Reports_a_refusal_within_Block' opened database 'default' inside DatabaseAccess.Block().
          Tried: Microsoft.Data.Sqlite, <folder>/inner.db, at Items.Open
          Fix:   this is what Block() is for; if it is not meant, dispose the scope first.
          More:  docs/errors.md#dbg1006
        """);

    private static void AssertText(InnerResult result, string expected) =>
        AssertText(result.Message.Replace("NUnit.DbGuard.DatabaseAccessBlockedException : ", string.Empty, StringComparison.Ordinal), expected);

    private static void AssertText(string text, string expected) => Assert.That(WherePathsEnd().Replace(text, "<folder>/$1.db"), Does.StartWith(expected.ReplaceLineEndings("\n")));

    // Copies are numbered; their folders are the machine's.
    [GeneratedRegex(@"(?<=, )\S+/([a-z-]+?)(-\d+)?\.db")]
    private static partial Regex WherePathsEnd();
}
