using Microsoft.EntityFrameworkCore;

namespace NUnit.DbGuard.Tests.Inner.Situations.Access;

/// <summary>EF Core on SQLite.</summary>
public sealed class EntityFrameworkTests
{
    [Test]
    public void Queries()
    {
        using ItemsContext context = ItemsContext.OnSqlite();
        _ = context.Items.ToList();
    }

    [Test]
    public async Task Saves_asynchronously()
    {
        await using ItemsContext context = ItemsContext.OnSqlite();
        context.Items.Add(new Item { Name = "new" });
        await context.SaveChangesAsync();
    }

    [Test]
    public void Begins_a_transaction()
    {
        using ItemsContext context = ItemsContext.OnSqlite();
        context.Database.BeginTransaction();
    }

    [Test]
    [RequiresDatabase]
    public void Queries_and_saves_with_a_mark()
    {
        using ItemsContext context = ItemsContext.OnSqlite();
        context.Items.Add(new Item { Name = "new" });
        context.SaveChanges();

        Assert.That(context.Items.Count(), Is.EqualTo(2));
        Assert.That(Items.Count(), Is.EqualTo(2));
    }

    [Test]
    public void Swallows_in_a_query()
    {
        using ItemsContext context = ItemsContext.OnSqlite();
        Refused.Swallow(() => _ = context.Items.ToList());
    }

    [Test]
    public async Task Swallows_in_an_asynchronous_query()
    {
        await using ItemsContext context = ItemsContext.OnSqlite();
        await Refused.SwallowAsync(() => context.Items.ToListAsync());
    }

    [Test]
    [RequiresDatabase]
    public void Uses_a_context_that_is_open_within_Block()
    {
        using ItemsContext context = ItemsContext.OnSqlite();
        context.Database.OpenConnection();
        _ = context.Items.ToList();

        using (DatabaseAccess.Block())
        {
            Assert.That(Refused.CodeOf(() => _ = context.Items.ToList()), Is.EqualTo("DBG1006"));
        }

        Assert.That(context.Items.Count(), Is.EqualTo(1));
    }
}
