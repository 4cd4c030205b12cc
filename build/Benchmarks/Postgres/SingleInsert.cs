using Npgsql;
using NUnit.DbGuard.Benchmarks.Measuring;

namespace NUnit.DbGuard.Benchmarks.Postgres;

/// <summary>What does an insert cost in a test, against one that is committed?</summary>
internal sealed class SingleInsert : IGatewayQuestion
{
    private const long Target = 60_000;

    public void Answer(Alternation alternation, GatewayStage stage, Report report)
    {
        using NpgsqlConnection direct = GatewayStage.Open(stage.DirectString);
        using NpgsqlConnection durable = GatewayStage.Open(stage.DurableString);
        stage.BeginTest();
        using NpgsqlConnection guarded = GatewayStage.Open(stage.GatewayString);
        stage.EndTest();
        Figures[] figures = alternation.Compare(
            20,
            40,
            new(() => WholeTest.Insert(direct, 1), After: stage.Tidy),
            new(() => WholeTest.Insert(guarded, 1), stage.BeginTest, () =>
            {
                stage.EndTest();
                stage.Tidy();
            }),
            new(() => WholeTest.Insert(durable, 1), After: () => GatewayStage.Tidy(stage.DurableString)));

        report.Heading("An insert");
        report.Paragraph(
            $"An autocommit insert of one row, not prepared: in a test, against one that is committed. The durable server keeps what it commits, on {new DriveInfo(Path.GetTempPath()).DriveFormat}: {GatewayStage.Describe(stage.DurableString)}.");
        report.Table(
            GatewayReport.Head,
            [
                GatewayReport.AddedRow("against a commit on the same server", figures[1], figures[0], Target),
                GatewayReport.AddedRow("against a commit on the durable server", figures[1], figures[2]),
            ]);
    }
}
