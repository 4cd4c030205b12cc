using Npgsql;
using NpgsqlTypes;
using NUnit.DbGuard.Benchmarks.Measuring;

namespace NUnit.DbGuard.Benchmarks.Postgres;

/// <summary>What does the gateway cost where many rows pass through it?</summary>
internal sealed class ManyRows : IGatewayQuestion
{
    private const int CopiedRows = 100_000;
    private const double Target = 0.8;

    public void Answer(Alternation alternation, GatewayStage stage, Report report)
    {
        using NpgsqlConnection direct = GatewayStage.Open(stage.DirectString);
        stage.BeginTest();
        using NpgsqlConnection guarded = GatewayStage.Open(stage.GatewayString);
        Figures[] read = alternation.Compare(5, 60, new(() => Read(direct)), new(() => Read(guarded)));
        stage.EndTest();
        Figures[] copied = alternation.Compare(
            1,
            30,
            new(() => CopyIn(direct), After: stage.Tidy),
            new(() => CopyIn(guarded), stage.BeginTest, () =>
            {
                stage.EndTest();
                stage.Tidy();
            }));
        string export = $"COPY (SELECT i, 'product number ' || i, i FROM generate_series(1, {CopiedRows}) AS i) TO STDOUT (FORMAT binary)";
        Figures[] exported = alternation.Compare(
            1,
            30,
            new(() => CopyOut(direct, export)),
            new(() => CopyOut(guarded, export), stage.BeginTest, stage.EndTest));

        report.Heading("Many rows");
        report.Paragraph("Rows of an int, a text of about 20 bytes and a numeric (read) or an int (copied). A binary `COPY` by Npgsql's importer and exporter.");
        report.Table(
            GatewayReport.Head,
            [
                GatewayReport.SpeedRow($"read {GatewayStage.ReadRows:N0} rows", read[1], read[0], Target),
                GatewayReport.SpeedRow($"binary `COPY` in of {CopiedRows:N0} rows", copied[1], copied[0], Target),
                GatewayReport.SpeedRow($"binary `COPY` out of {CopiedRows:N0} rows", exported[1], exported[0], Target),
            ]);
    }

    private static void Read(NpgsqlConnection connection)
    {
        using NpgsqlCommand command = new("SELECT id, name, price FROM read", connection);
        using NpgsqlDataReader reader = command.ExecuteReader();
        int rows = 0;
        while (reader.Read())
        {
            _ = (reader.GetInt32(0), reader.GetString(1), reader.GetDecimal(2));
            rows++;
        }

        MustBe(GatewayStage.ReadRows, rows);
    }

    private static void CopyIn(NpgsqlConnection connection)
    {
        using NpgsqlBinaryImporter importer = connection.BeginBinaryImport("COPY written (name, price) FROM STDIN (FORMAT binary)");
        for (int i = 0; i < CopiedRows; i++)
        {
            importer.StartRow();
            importer.Write("product number one", NpgsqlDbType.Text);
            importer.Write(i, NpgsqlDbType.Integer);
        }

        MustBe(CopiedRows, (int)importer.Complete());
    }

    private static void CopyOut(NpgsqlConnection connection, string sql)
    {
        using NpgsqlBinaryExporter exporter = connection.BeginBinaryExport(sql);
        int rows = 0;
        while (exporter.StartRow() > 0)
        {
            _ = (exporter.Read<int>(NpgsqlDbType.Integer), exporter.Read<string>(NpgsqlDbType.Text), exporter.Read<int>(NpgsqlDbType.Integer));
            rows++;
        }

        MustBe(CopiedRows, rows);
    }

    private static void MustBe(int expected, int rows)
    {
        if (rows != expected)
        {
            throw new InvalidOperationException($"{rows} rows instead of {expected}");
        }
    }
}
