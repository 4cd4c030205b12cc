using Microsoft.Data.Sqlite;
using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Sqlite;

namespace NUnit.DbGuard.Tests.Sqlite;

/// <summary>Taking a copy from one state to another, below everything that a test sees.</summary>
public sealed class SqliteLayerTests
{
    private string _folder = string.Empty;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("dbguard-copy-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_connection_sees_the_schema_of_the_layer_that_its_copy_was_taken_to_even_if_both_layers_count_as_many_changes()
    {
        string path = Path.Combine(_folder, "copy.db");
        SqliteBypass.Open(path, SqliteOpenMode.ReadWriteCreate).Dispose();
        SqliteInterceptor interceptor = GuardSession.Current.Sqlite!;
        SqliteCopy copy = SqliteCopy.Open(interceptor.Native, path, interceptor.CloseNative);
        SqliteLayer baseline = copy.Layer;
        using SqliteConnection connection = SqliteBypass.Open(path, SqliteOpenMode.ReadWrite);
        copy.AddLive(new SqliteHandle(connection.Handle!.DangerousGetHandle(), SqliteHandleKind.Copy, path, flags: 0) { Copy = copy });
        _ = connection.Scalar("CREATE TABLE first (id INTEGER)");
        SqliteLayer first = copy.Freeze()!;
        Assert.That(copy.TryRewind(baseline), Is.True);
        _ = connection.Scalar("CREATE TABLE second (id INTEGER)");
        SqliteLayer second = copy.Freeze()!;
        Assert.That(second.SchemaVersion, Is.EqualTo(first.SchemaVersion));

        Assert.That(copy.TryRewind(first), Is.True);

        Assert.That(connection.Number("SELECT count(*) FROM first"), Is.Zero);
        Assert.That(() => connection.Scalar("SELECT count(*) FROM second"), Throws.InstanceOf<SqliteException>());
        copy.Retire();
    }
}
