using System.ComponentModel;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NUnit.DbGuard;

namespace Shop.Postgres.Tests;

/// <summary>While a test stands at a breakpoint, <c>psql</c> sees its rows: the test's connection string leads there.</summary>
[RequiresDatabase]
public sealed class PsqlTests
{
    [Test]
    public async Task Psql_sees_the_rows_of_the_test()
    {
        await using var context = TestDatabases.Default.CreateContext<ShopContext>();
        context.Products.Add(new Product { Sku = "POT", Name = "Tea pot", Price = 29.90m, Stock = 3 });
        await context.SaveChangesAsync();

        string output = await RunPsqlAsync("""SELECT "Sku" FROM "Products" ORDER BY 1""");

        Assert.That(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(["CUP", "POT", "TEA"]));
    }

    [Test]
    public async Task What_psql_changes_is_taken_back_with_the_test()
    {
        await RunPsqlAsync("""DELETE FROM "Products" WHERE "Sku" = 'CUP'""");

        await using var context = TestDatabases.Default.CreateContext<ShopContext>();
        Assert.That(await context.Products.CountAsync(), Is.EqualTo(1));
    }

    private static async Task<string> RunPsqlAsync(string sql)
    {
        var target = new NpgsqlConnectionStringBuilder(TestDatabases.Default.ConnectionString);
        var start = new ProcessStartInfo("psql", ["--no-psqlrc", "--tuples-only", "--no-align", "--command", sql]) { RedirectStandardOutput = true };
        start.Environment["PGHOST"] = target.Host;
        start.Environment["PGPORT"] = $"{target.Port}";
        start.Environment["PGUSER"] = target.Username;
        start.Environment["PGPASSWORD"] = target.Password;
        start.Environment["PGDATABASE"] = target.Database;
        try
        {
            using var psql = Process.Start(start)!;
            string output = await psql.StandardOutput.ReadToEndAsync();
            await psql.WaitForExitAsync();
            Assert.That(psql.ExitCode, Is.Zero);
            return output;
        }
        catch (Win32Exception)
        {
            Assert.Ignore("psql is not on the PATH.");
            throw;
        }
    }
}
