using Microsoft.EntityFrameworkCore;

namespace NUnit.DbGuard.Tests.Inner.Situations.Access;

/// <summary>Npgsql, with EF Core and without, where no set-up fixture names a PostgreSQL database.</summary>
public sealed class PostgresTests
{
    [Test]
    public void Opens() => Postgres.Open();

    [Test]
    public Task Opens_asynchronously() => Postgres.OpenAsync();

    [Test]
    public Task Runs_a_command_of_a_data_source() => Postgres.RunCommandOfDataSourceAsync();

    [Test]
    [RequiresDatabase]
    public void Opens_with_a_mark() => Postgres.Open();

    [Test]
    [RequiresDatabase("*")]
    public Task Opens_asynchronously_with_a_mark() => Postgres.OpenAsync();

    [Test]
    public void Queries_through_a_context()
    {
        using ItemsContext context = ItemsContext.OnPostgres();
        _ = context.Items.ToList();
    }

    [Test]
    public async Task Saves_asynchronously_through_a_context()
    {
        await using ItemsContext context = ItemsContext.OnPostgres();
        context.Items.Add(new Item { Name = "new" });
        await context.SaveChangesAsync();
    }

    [Test]
    [RequiresDatabase]
    public void Queries_through_a_context_with_a_mark()
    {
        using ItemsContext context = ItemsContext.OnPostgres();
        _ = context.Items.ToList();
    }

    [Test]
    public void Asks_a_context_whether_it_can_connect()
    {
        using ItemsContext context = ItemsContext.OnPostgres();
        Assert.That(context.Database.CanConnect(), Is.False);
    }

    [Test]
    public void Begins_a_transaction_through_a_context()
    {
        using ItemsContext context = ItemsContext.OnPostgres();
        context.Database.BeginTransaction();
    }

    [Test]
    [RequiresDatabase]
    public void Is_refused_within_Block()
    {
        using (DatabaseAccess.Block())
        {
            Assert.That(Refused.CodeOf(Postgres.Open), Is.EqualTo("DBG1006"));
            Assert.That(Refused.CodeOf(Queries_through_a_context), Is.EqualTo("DBG1006"));
        }
    }
}
