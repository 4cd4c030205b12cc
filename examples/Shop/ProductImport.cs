using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Shop;

/// <summary>Takes in many products at once: all of them, or none.</summary>
public sealed class ProductImport(ShopContext context)
{
    public async Task<int> ImportAsync(IReadOnlyCollection<NewProduct> products, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(products);
        if (context.Database.IsNpgsql())
        {
            await CopyAsync(products, cancellationToken);
        }
        else
        {
            context.Products.AddRange(products.Select(product => product.ToProduct()));
            await context.SaveChangesAsync(cancellationToken);
        }

        return products.Count;
    }

    private async Task CopyAsync(IEnumerable<NewProduct> products, CancellationToken cancellationToken)
    {
        const string copy = """COPY "Products" ("Sku", "Name", "Price", "Stock", "Version") FROM STDIN (FORMAT BINARY)""";
        await context.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            var connection = (NpgsqlConnection)context.Database.GetDbConnection();
            await using var importer = await connection.BeginBinaryImportAsync(copy, cancellationToken);
            foreach (var product in products)
            {
                await importer.StartRowAsync(cancellationToken);
                await importer.WriteAsync(product.Sku, cancellationToken);
                await importer.WriteAsync(product.Name, cancellationToken);
                await importer.WriteAsync(product.Price, NpgsqlDbType.Numeric, cancellationToken);
                await importer.WriteAsync(product.Stock, cancellationToken);
                await importer.WriteAsync(0, cancellationToken);
            }

            await importer.CompleteAsync(cancellationToken);
        }
        finally
        {
            await context.Database.CloseConnectionAsync();
        }
    }
}
