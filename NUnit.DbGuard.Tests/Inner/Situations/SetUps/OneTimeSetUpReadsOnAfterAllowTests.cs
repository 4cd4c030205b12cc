using Microsoft.Data.Sqlite;

namespace NUnit.DbGuard.Tests.Inner.Situations.SetUps;

public sealed class OneTimeSetUpReadsOnAfterAllowTests
{
    private readonly List<string?> _codes = [];

    [OneTimeSetUp]
    public void SetUp()
    {
        SqliteConnection connection;
        SqliteCommand command;
        using (DatabaseAccess.Allow())
        {
            connection = Items.Open();
            command = connection.CreateCommand();
            command.CommandText = "SELECT count(*) FROM items";
            command.Prepare();
            command.ExecuteScalar();
        }

        _codes.Add(Refused.CodeOf(() => command.ExecuteScalar()));
        _codes.Add(Refused.CodeOf(() => connection.Number("SELECT 1")));
        _codes.Add(Refused.CodeOf(static () => Items.Open()));
        connection.Dispose();
    }

    [Test]
    public void Looks_at_what_was_refused()
    {
        TestContext.Out.WriteLine(string.Join(' ', _codes.Select(static code => code ?? "none")));
    }
}
