using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Shop;

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddValidation();
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<ShopReports>();
builder.Services.AddScoped<Checkout>();
builder.Services.AddDbContext<ShopContext>((services, options) =>
    options.UseSqlite(services.GetRequiredService<IConfiguration>().GetConnectionString("Default")));

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
    var product = new Product { Sku = request.Sku, Name = request.Name, Price = request.Price, Stock = request.Stock };
    context.Products.Add(product);

    try
    {
        await context.SaveChangesAsync(cancellationToken);
    }
    catch (DbUpdateException exception) when (exception.InnerException is SqliteException { SqliteExtendedErrorCode: 2067 })
    {
        // 2067 is SQLITE_CONSTRAINT_UNIQUE: the stock-keeping unit is taken.
        return Results.Conflict();
    }

    return Results.Created($"/products/{product.Id}", product);
});

app.MapPost("/orders", async (Basket basket, Checkout checkout, CancellationToken cancellationToken) =>
    await checkout.PlaceOrderAsync(basket, cancellationToken) is { } order
        ? Results.Created($"/orders/{order.Id}", new { order.Id, order.Total })
        : Results.Conflict());

app.MapGet("/orders/count", (ShopReports reports, CancellationToken cancellationToken) =>
    reports.CountOrdersAsync(cancellationToken));

// A page view creates a row: even a GET writes to the database.
app.MapGet("/visits", async (ShopContext context, ShopReports reports, TimeProvider clock, CancellationToken cancellationToken) =>
{
    context.Visits.Add(new Visit { At = clock.GetUtcNow() });
    await context.SaveChangesAsync(cancellationToken);

    return await reports.CountVisitsAsync(cancellationToken);
});

await app.RunAsync();
