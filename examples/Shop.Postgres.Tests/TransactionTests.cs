using Microsoft.EntityFrameworkCore;
using NUnit.DbGuard;

namespace Shop.Postgres.Tests;

/// <summary>The code under test begins, commits and rolls back transactions of its own. It need not know that it is tested.</summary>
[RequiresDatabase]
public sealed class TransactionTests
{
    private ShopContext _context;

    [SetUp]
    public void OpenContext() => _context = TestDatabases.Default.CreateContext<ShopContext>();

    [TearDown]
    public async Task CloseContext() => await _context.DisposeAsync();

    [Test]
    public async Task What_is_committed_others_see()
    {
        await using var transaction = await _context.Database.BeginTransactionAsync();
        await AddAsync("POT");

        await transaction.CommitAsync();

        Assert.That(await ListSkusAsync(), Is.EqualTo(["CUP", "POT", "TEA"]));
    }

    [Test]
    public async Task What_is_rolled_back_is_gone()
    {
        await using var transaction = await _context.Database.BeginTransactionAsync();
        await AddAsync("POT");

        await transaction.RollbackAsync();

        Assert.That(await ListSkusAsync(), Is.EqualTo(["CUP", "TEA"]));
    }

    [Test]
    public async Task A_transaction_that_is_disposed_without_commit_is_rolled_back()
    {
        await using (await _context.Database.BeginTransactionAsync())
        {
            await AddAsync("POT");
        }

        Assert.That(await ListSkusAsync(), Is.EqualTo(["CUP", "TEA"]));
    }

    [Test]
    public async Task What_came_after_a_savepoint_can_be_taken_back_alone()
    {
        await using var transaction = await _context.Database.BeginTransactionAsync();
        await AddAsync("POT");
        await transaction.CreateSavepointAsync("after_pot");
        await AddAsync("KETTLE");

        await transaction.RollbackToSavepointAsync("after_pot");
        await transaction.CommitAsync();

        Assert.That(await ListSkusAsync(), Is.EqualTo(["CUP", "POT", "TEA"]));
    }

    [Test]
    public async Task After_a_taken_sku_the_work_goes_on()
    {
        var pot = _context.Products.Add(NewProduct("TEA")).Entity;
        Assert.That(() => _context.SaveChangesAsync(), Throws.TypeOf<DbUpdateException>());

        pot.Sku = "POT";
        await _context.SaveChangesAsync();

        Assert.That(await ListSkusAsync(), Is.EqualTo(["CUP", "POT", "TEA"]));
    }

    // EF Core sets a savepoint before each SaveChanges in a transaction, and goes back to it when that fails.
    [Test]
    public async Task After_a_taken_sku_a_transaction_goes_on()
    {
        await using var transaction = await _context.Database.BeginTransactionAsync();
        await AddAsync("KETTLE");
        var pot = _context.Products.Add(NewProduct("TEA")).Entity;
        Assert.That(() => _context.SaveChangesAsync(), Throws.TypeOf<DbUpdateException>());

        pot.Sku = "POT";
        await _context.SaveChangesAsync();
        await transaction.CommitAsync();

        Assert.That(await ListSkusAsync(), Is.EqualTo(["CUP", "KETTLE", "POT", "TEA"]));
    }

    [Test]
    public async Task An_order_that_is_out_of_stock_leaves_nothing_behind()
    {
        var checkout = new Checkout(_context, TimeProvider.System);

        var order = await checkout.PlaceOrderAsync(new Basket([new BasketItem(TestDatabaseSetUp.TeaId, 5), new BasketItem(TestDatabaseSetUp.CupId, 2)]));

        await using var other = TestDatabases.Default.CreateContext<ShopContext>();
        var tea = await other.Products.SingleAsync(product => product.Sku == "TEA");
        Assert.That((order, tea.Stock), Is.EqualTo(((Order?)null, 20)));
    }

    private static Product NewProduct(string sku) => new() { Sku = sku, Name = "Kitchenware", Price = 29.90m, Stock = 3 };

    private static async Task<List<string>> ListSkusAsync()
    {
        await using var other = TestDatabases.Default.CreateContext<ShopContext>();
        return await other.Products.OrderBy(product => product.Sku).Select(product => product.Sku).ToListAsync();
    }

    private async Task AddAsync(string sku)
    {
        _context.Products.Add(NewProduct(sku));
        await _context.SaveChangesAsync();
    }
}
