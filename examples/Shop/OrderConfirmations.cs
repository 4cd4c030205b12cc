using Microsoft.EntityFrameworkCore;

namespace Shop;

/// <summary>Confirms orders in the background, after the customer's request has been answered.</summary>
public sealed partial class OrderConfirmations(
    ConfirmationSignal signal, IServiceScopeFactory scopes, TimeProvider clock, ILogger<OrderConfirmations> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (bool _ in signal.WaitAsync(stoppingToken))
        {
            try
            {
                await ConfirmAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // An exception that leaves the service ends the shop. The orders stay in the table, and the next signal takes them along.
                LogFailure(exception);
            }
        }
    }

    private async Task ConfirmAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ShopContext>();
        var waiting = await context.Orders.Where(order => order.ConfirmedAt == null).ToListAsync(cancellationToken);
        foreach (var order in waiting)
        {
            LogConfirmation(order.Id, order.Total);
            order.ConfirmedAt = clock.GetUtcNow();
        }

        await context.SaveChangesAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "Order {Id} over {Total} is confirmed.")]
    private partial void LogConfirmation(int id, decimal total);

    [LoggerMessage(LogLevel.Error, "Orders could not be confirmed.")]
    private partial void LogFailure(Exception exception);
}
