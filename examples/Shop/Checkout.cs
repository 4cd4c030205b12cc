using Microsoft.EntityFrameworkCore;

namespace Shop;

public sealed class Checkout(ShopContext context, TimeProvider clock, ConfirmationSignal? confirmations = null)
{
    /// <summary>Takes all products of a basket from the stock and writes the order, or does nothing at all.</summary>
    /// <returns>The order; <see langword="null"/> when a product is out of stock.</returns>
    public async Task<Order?> PlaceOrderAsync(Basket basket, CancellationToken cancellationToken = default)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var order = new Order { PlacedAt = clock.GetUtcNow() };

        foreach (var item in basket.Items)
        {
            var product = context.Products.Where(product => product.Id == item.ProductId);
            int taken = await product
                .Where(product => product.Stock >= item.Quantity)
                .ExecuteUpdateAsync(
                    product => product.SetProperty(p => p.Stock, p => p.Stock - item.Quantity),
                    cancellationToken);

            if (taken == 0)
            {
                await transaction.RollbackAsync(cancellationToken);
                return null;
            }

            decimal unitPrice = await product.Select(product => product.Price).SingleAsync(cancellationToken);
            decimal price = PriceList.Total(unitPrice, item.Quantity);
            order.Lines.Add(new OrderLine { ProductId = item.ProductId, Quantity = item.Quantity, Price = price });
            order.Total += price;
        }

        context.Orders.Add(order);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        confirmations?.Set();
        return order;
    }
}
