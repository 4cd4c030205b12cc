using Microsoft.EntityFrameworkCore;
using Npgsql;
using NUnit.DbGuard;

namespace Shop.Postgres.Tests;

/// <summary>
/// A test without a mark has no access, not to the test database and not to any other. <c>Block()</c> says that the refusal is expected: without it, the
/// refusal fails the test.
/// </summary>
public sealed class ClosedDatabaseTests
{
    private const string Developers = "Host=localhost;Database=shop;Username=developer";

    [Test]
    public void Access_is_closed_without_a_mark()
    {
        Assert.That(DatabaseAccess.IsAllowed, Is.False);
    }

    [Test]
    public void A_query_without_a_mark_is_blocked()
    {
        using var context = new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseNpgsql(Developers).Options);
        using var blocked = DatabaseAccess.Block();

        Assert.That(() => context.Products.ToList(), Throws.TypeOf<DatabaseAccessBlockedException>());
    }

    [Test]
    public void A_plain_connection_without_a_mark_is_blocked()
    {
        using var connection = new NpgsqlConnection(Developers);
        using var blocked = DatabaseAccess.Block();

        Assert.That(connection.Open, Throws.TypeOf<DatabaseAccessBlockedException>());
    }

    [Test]
    public void The_test_database_is_closed_as_well()
    {
        using var blocked = DatabaseAccess.Block();

        Assert.That(() => TestDatabases.Default, Throws.TypeOf<DatabaseAccessBlockedException>());
    }
}
