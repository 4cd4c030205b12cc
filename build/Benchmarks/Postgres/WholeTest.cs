using Npgsql;
using NUnit.DbGuard.Benchmarks.Measuring;

namespace NUnit.DbGuard.Benchmarks.Postgres;

/// <summary>What does Rollback cost a whole test?</summary>
internal sealed class WholeTest : IGatewayQuestion
{
    private const int Few = 3;
    private const int Many = 30;
    private const long PerTest = 200_000;
    private const long PerStatement = 60_000;
    private const long Unused = 20_000;

    public void Answer(Alternation alternation, GatewayStage stage, Report report)
    {
        Figures[] few = Compare(Few);
        Figures[] many = Compare(Many);
        Figures[] unused = alternation.Compare(20, 40, new Side(static () => { }), new Side(() => InTest(static () => { })));
        long statement = (many[1].Above(many[0]) - few[1].Above(few[0])) / (Many - Few);
        long test = few[1].Above(few[0]) - ((Few + 1) * statement);

        report.Heading("A whole test");
        report.Paragraph(
            "A test is begun, opens a pooled connection, inserts, selects one row by its key, closes, and is ended; against the same body that commits and is never tidied in the measured time. "
            + "Statements are not prepared, each on its own but for the rows that say transaction: there the inserts are in one of the body's. "
            + $"Allowed: {Report.Time(PerTest)} a test and {Report.Time(PerStatement)} a statement.");
        report.Table(
            GatewayReport.Head,
            [
                GatewayReport.AddedRow($"{Few} inserts, 1 select", few[1], few[0], PerTest + ((Few + 1) * PerStatement)),
                GatewayReport.AddedRow($"{Many} inserts, 1 select", many[1], many[0], PerTest + ((Many + 1) * PerStatement)),
                GatewayReport.AddedRow($"transaction of {Few} inserts, 1 select", few[3], few[2], PerTest + ((Few + 1) * PerStatement)),
                GatewayReport.AddedRow($"transaction of {Many} inserts, 1 select", many[3], many[2], PerTest + ((Many + 1) * PerStatement)),
                GatewayReport.AddedRow($"{Few} inserts, 1 select; \"direct\" has a transaction by hand around all, rolled back", few[1], few[4]),
                GatewayReport.Row("begun and ended, nothing between", unused[1], unused[0], $"at most {Report.Time(Unused)}", unused[1].Median <= Unused),
            ]);
        report.Paragraph("From the first two rows, by difference:");
        report.Table(
            ["part", "added", "target", ""],
            [
                ["each statement", Report.Time(statement), $"at most {Report.Time(PerStatement)}", GatewayReport.Verdict(statement <= PerStatement)],
                ["each test, without its statements", Report.Time(test), $"at most {Report.Time(PerTest)}", GatewayReport.Verdict(test <= PerTest)],
            ]);

        Figures[] Compare(int inserts) => alternation.Compare(
            20,
            40,
            new Side(() => Autocommit(stage.DirectString, inserts), After: stage.Tidy),
            new Side(() => InTest(() => Autocommit(stage.GatewayString, inserts)), After: stage.Tidy),
            new Side(() => InTransaction(stage.DirectString, inserts), After: stage.Tidy),
            new Side(() => InTest(() => InTransaction(stage.GatewayString, inserts)), After: stage.Tidy),
            new Side(() => ByHand(stage.DirectString, inserts), After: stage.Tidy));

        void InTest(Action body)
        {
            stage.BeginTest();
            body();
            stage.EndTest();
        }
    }

    public static void Insert(NpgsqlConnection connection, int price)
    {
        using NpgsqlCommand command = new("INSERT INTO written (name, price) VALUES ($1, $2)", connection) { Parameters = { new() { Value = "product" }, new() { Value = price } } };
        _ = command.ExecuteNonQuery();
    }

    private static void Autocommit(string connectionString, int inserts)
    {
        using NpgsqlConnection connection = GatewayStage.Open(connectionString);
        InsertAndSelect(connection, inserts);
    }

    private static void InTransaction(string connectionString, int inserts)
    {
        using NpgsqlConnection connection = GatewayStage.Open(connectionString);
        using (NpgsqlTransaction transaction = connection.BeginTransaction())
        {
            Inserts(connection, inserts);
            transaction.Commit();
        }

        Select(connection);
    }

    private static void ByHand(string connectionString, int inserts)
    {
        using NpgsqlConnection connection = GatewayStage.Open(connectionString);
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        InsertAndSelect(connection, inserts);
        transaction.Rollback();
    }

    private static void InsertAndSelect(NpgsqlConnection connection, int inserts)
    {
        Inserts(connection, inserts);
        Select(connection);
    }

    private static void Inserts(NpgsqlConnection connection, int inserts)
    {
        for (int i = 0; i < inserts; i++)
        {
            Insert(connection, i);
        }
    }

    private static void Select(NpgsqlConnection connection)
    {
        using NpgsqlCommand command = new("SELECT name FROM read WHERE id = $1", connection) { Parameters = { new() { Value = 4711 } } };
        if (command.ExecuteScalar() is not string)
        {
            throw new InvalidOperationException("The row is missing.");
        }
    }
}
