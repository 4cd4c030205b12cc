using NUnit.DbGuard.Reporting;
using NUnit.Framework.Interfaces;

namespace NUnit.DbGuard.Tests.Reporting;

/// <summary>Runs that a report can be made of.</summary>
internal static class Samples
{
    public static PreparedDatabase Created { get; } = new(
        "default", ["replica"], "PostgreSQL", new DatabaseOrigin(OriginKind.Created, "test_shop", "create-db asks for it"), TimeSpan.FromMilliseconds(1840),
        [new PreparationStep("creating it", TimeSpan.FromMilliseconds(60)), new PreparationStep("the migrations of ShopContext", TimeSpan.FromMilliseconds(1500))]);

    public static PreparedDatabase Reused { get; } = new("audit", [], "SQLite", new DatabaseOrigin(OriginKind.Reused, "/src/test_audit.db"), TimeSpan.FromMilliseconds(40), []);

    public static FinishedTest Test(
        string name, double milliseconds, int statements = 0, double inDatabase = 0, double guard = 1, DatabaseIsolation isolation = DatabaseIsolation.Rollback, TestStatus outcome = TestStatus.Passed) => new(
            name, outcome, isolation, ["default"], TimeSpan.FromMilliseconds(milliseconds), TimeSpan.FromMilliseconds(guard), TimeSpan.FromMilliseconds(inDatabase), statements);

    /// <summary>A run with everything in it.</summary>
    /// <param name="statements">Whether statements were counted.</param>
    public static RunSummary Run(bool statements)
    {
        RunRecord record = new();
        record.Add(Created);
        record.Add(Reused);
        for (int i = 1; i <= 240; i++)
        {
            DatabaseIsolation isolation = i % 8 == 0 ? DatabaseIsolation.Flush : i % 24 == 1 ? DatabaseIsolation.Clone : DatabaseIsolation.Rollback;
            string name = i % 5 == 0 ? $"Shop.Tests.Orders.CheckoutTests.A_cart_is_ordered(\"<b>{i}</b> & 'tea'\")" : $"Shop.Tests.Catalogue.ProductListTests.Products_of_category_{i}_are_listed_by_name_and_price";
            record.Finish(
                Test(
                    name, 20 + (i * i % 977), statements ? 3 + (i * 7 % 41) : 0, statements ? 4 + (i * 13 % 400 / 2.0) : 0, 0.4 + (isolation == DatabaseIsolation.Clone ? i % 30 : i % 3), isolation,
                    i % 90 == 0 ? TestStatus.Failed : TestStatus.Passed),
                isAgain: false,
                start: 1);
        }

        for (int i = 0; i < 70; i++)
        {
            record.FinishUnused(isMarked: i < 12, isAgain: false, TimeSpan.FromMicroseconds(30), start: 1);
        }

        record.Note("DBG3002: 'Shop.Tests.Orders.CheckoutTests.Pays' left 1 connection(s) to database 'default' open.\n  Fix: …", "Shop.Tests.Orders.CheckoutTests.Pays");
        record.Note("DBG3002: 'Shop.Tests.Orders.CheckoutTests.Ships' left 2 connection(s) to database 'default' open.\n  Fix: …", "Shop.Tests.Orders.CheckoutTests.Ships");
        record.Note("DBG4010: A note about <this> & that.\n  Fix: …", "Shop.Tests.Orders.CheckoutTests.Ships");
        return record.Summarize("Shop.Tests", isComplete: true) with { Started = new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.Zero), Elapsed = TimeSpan.FromSeconds(38.4) };
    }
}
