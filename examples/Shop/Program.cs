using Microsoft.EntityFrameworkCore;
using Shop;

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddValidation();
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<ShopReports>();
builder.Services.AddSingleton<ConfirmationSignal>();
builder.Services.AddScoped<Checkout>();
builder.Services.AddScoped<ProductImport>();
builder.Services.AddDbContextPool<ShopContext>((services, options) =>
    options.UseShopDatabase(services.GetRequiredService<IConfiguration>().GetConnectionString("Default")));

if (builder.Configuration.GetValue<bool>("Confirmations:Enabled"))
{
    builder.Services.AddHostedService<OrderConfirmations>();
}

var app = builder.Build();

// dotnet run -- migrate
if (args is ["migrate"])
{
    await using var scope = app.Services.CreateAsyncScope();
    await scope.ServiceProvider.GetRequiredService<ShopContext>().Database.MigrateAsync();
    return;
}

app.MapGet("/products", (ShopContext context, CancellationToken cancellationToken) =>
    context.Products.OrderBy(product => product.Sku).ToListAsync(cancellationToken));

app.MapGet("/products/{id:int}", async (int id, ShopContext context, CancellationToken cancellationToken) =>
    await context.Products.FindAsync([id], cancellationToken) is { } product
        ? Results.Ok(product)
        : Results.NotFound());

app.MapPost("/products", async (NewProduct request, ShopContext context, CancellationToken cancellationToken) =>
{
    var product = request.ToProduct();
    context.Products.Add(product);

    try
    {
        await context.SaveChangesAsync(cancellationToken);
    }
    catch (DbUpdateException exception) when (ShopDatabase.IsTaken(exception))
    {
        return Results.Conflict();
    }

    return Results.Created($"/products/{product.Id}", product);
});

app.MapPost("/products/import", (NewProduct[] products, ProductImport import, CancellationToken cancellationToken) =>
    import.ImportAsync(products, cancellationToken));

// Rows go to the client while the database still sends them.
app.MapGet("/products/stream", (ShopContext context) => context.Products.AsNoTracking().OrderBy(product => product.Sku).AsAsyncEnumerable());

app.MapPut("/products/{id:int}/price", async (int id, NewPrice request, ShopContext context, CancellationToken cancellationToken) =>
{
    if (await context.Products.FindAsync([id], cancellationToken) is not { } product)
    {
        return Results.NotFound();
    }

    context.Entry(product).Property(p => p.Version).OriginalValue = request.Version;
    product.Price = request.Price;
    product.Version = request.Version + 1;

    try
    {
        await context.SaveChangesAsync(cancellationToken);
    }
    catch (DbUpdateConcurrencyException)
    {
        return Results.Conflict();
    }

    return Results.Ok(product);
});

app.MapPost("/orders", async (Basket basket, Checkout checkout, CancellationToken cancellationToken) =>
    await checkout.PlaceOrderAsync(basket, cancellationToken) is { } order
        ? Results.Created($"/orders/{order.Id}", new { order.Id, order.Total })
        : Results.Conflict());

app.MapGet("/orders/count", (ShopReports reports, CancellationToken cancellationToken) =>
    reports.CountOrdersAsync(cancellationToken));

app.MapGet("/sales", (ShopReports reports, CancellationToken cancellationToken) =>
    reports.ListSalesAsync(cancellationToken));

// A page view creates a row: even a GET writes to the database.
app.MapGet("/visits", async (ShopContext context, ShopReports reports, TimeProvider clock, CancellationToken cancellationToken) =>
{
    context.Visits.Add(new Visit { At = clock.GetUtcNow() });
    await context.SaveChangesAsync(cancellationToken);

    return await reports.CountVisitsAsync(cancellationToken);
});

await app.RunAsync();
