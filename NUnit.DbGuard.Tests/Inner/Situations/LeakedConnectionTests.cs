using Microsoft.Data.Sqlite;

namespace NUnit.DbGuard.Tests.Inner.Situations;

[TestFixture]
[RequiresDatabase]
public sealed class LeakedConnectionTests : IDisposable
{
    private SqliteConnection? _idle;
    private SqliteConnection? _busy;
    private string? _file;

    public void Dispose()
    {
        _idle?.Dispose();
        _busy?.Dispose();
    }

    [Test]
    [Repeat(2)]
    public void An_idle_connection_is_forgotten()
    {
        Assert.That(Items.Count(), Is.EqualTo(1));
        if (_idle is null)
        {
            _idle = Items.Open();
            _idle.Execute("INSERT INTO items (name) VALUES ('new')");
            _file = FileOf(_idle);
            return;
        }

        Items.Add("new");
        DatabaseIsolationException refused = Assert.Throws<DatabaseIsolationException>(() => _idle.Number("SELECT count(*) FROM items"))!;
        Assert.That(refused.Code, Is.EqualTo("DBG5002"));
        using SqliteConnection own = Items.Open();
        Assert.That(FileOf(own), Is.Not.EqualTo(_file));
    }

    [Test]
    [Repeat(2)]
    public void A_connection_is_forgotten_in_a_transaction()
    {
        Assert.That(Items.Count(), Is.EqualTo(1));
        if (_busy is null)
        {
            _busy = Items.Open();
            _busy.Execute("BEGIN; INSERT INTO items (name) VALUES ('new')");
            return;
        }

        Items.Add("new");
        Assert.That(() => _busy.Execute("COMMIT"), Throws.InstanceOf<DatabaseIsolationException>());
        Assert.That(Items.Count(), Is.EqualTo(2));
    }

    private static string FileOf(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT file FROM pragma_database_list WHERE name = 'main'";
        return (string)command.ExecuteScalar()!;
    }
}
