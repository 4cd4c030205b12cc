#pragma warning disable CS0618 // The order is the situation, and what replaces OrderAttribute skips the tests that follow a failure.
namespace NUnit.DbGuard.Tests.Inner.Situations.Kinds;

/// <summary>Every kind of test after every other kind and after itself; each finds the baseline and leaves a mess.</summary>
public sealed class MixedOrderTests
{
    [Test, Order(1), RequiresDatabase]
    public void Step_01_rollback() => UseAndMessUp();

    [Test, Order(2), RequiresDatabase]
    public void Step_02_rollback() => UseAndMessUp();

    [Test, Order(3), RequiresDatabase(Isolation = DatabaseIsolation.Flush)]
    public void Step_03_flush() => UseAndMessUp();

    [Test, Order(4), RequiresDatabase]
    public void Step_04_rollback() => UseAndMessUp();

    [Test, Order(5), RequiresDatabase(Isolation = DatabaseIsolation.Clone)]
    public void Step_05_clone() => UseAndMessUp();

    [Test, Order(6), RequiresDatabase]
    public void Step_06_rollback() => UseAndMessUp();

    [Test, Order(7)]
    public void Step_07_none() => Assert.That(DatabaseAccess.IsAllowed, Is.False);

    [Test, Order(8), RequiresDatabase(Isolation = DatabaseIsolation.Flush)]
    public void Step_08_flush() => UseAndMessUp();

    [Test, Order(9), RequiresDatabase(Isolation = DatabaseIsolation.Flush)]
    public void Step_09_flush() => UseAndMessUp();

    [Test, Order(10), RequiresDatabase(Isolation = DatabaseIsolation.Clone)]
    public void Step_10_clone() => UseAndMessUp();

    [Test, Order(11), RequiresDatabase(Isolation = DatabaseIsolation.Flush)]
    public void Step_11_flush() => UseAndMessUp();

    [Test, Order(12)]
    public void Step_12_none() => Assert.That(DatabaseAccess.IsAllowed, Is.False);

    [Test, Order(13), RequiresDatabase(Isolation = DatabaseIsolation.Clone)]
    public void Step_13_clone() => UseAndMessUp();

    [Test, Order(14), RequiresDatabase(Isolation = DatabaseIsolation.Clone)]
    public void Step_14_clone() => UseAndMessUp();

    [Test, Order(15)]
    public void Step_15_none() => Assert.That(DatabaseAccess.IsAllowed, Is.False);

    [Test, Order(16)]
    public void Step_16_none() => Assert.That(DatabaseAccess.IsAllowed, Is.False);

    [Test, Order(17), RequiresDatabase]
    public void Step_17_rollback() => UseAndMessUp();

    private static void UseAndMessUp()
    {
        using Microsoft.Data.Sqlite.SqliteConnection connection = Items.Open();
        Assert.That(connection.Number("SELECT count(*) FROM items WHERE name = 'seeded'"), Is.EqualTo(1));
        Assert.That(connection.Number("SELECT count(*) FROM items"), Is.EqualTo(1));
        Assert.That(connection.Number("SELECT count(*) FROM sqlite_schema WHERE name = 'mess'"), Is.Zero);
        connection.Execute("DELETE FROM items; INSERT INTO items (name) VALUES ('mess'); CREATE TABLE mess (id INTEGER)");
    }
}
