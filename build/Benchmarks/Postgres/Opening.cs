using Npgsql;
using NUnit.DbGuard.Benchmarks.Measuring;

namespace NUnit.DbGuard.Benchmarks.Postgres;

/// <summary>What does a physical connection cost?</summary>
internal sealed class Opening : IGatewayQuestion
{
    private const long Target = 500_000;

    public void Answer(Alternation alternation, GatewayStage stage, Report report)
    {
        string unpooled = Unpooled(stage.DirectString);
        using BarePeer greeter = BarePeer.Greeter(unpooled);
        string unpooledGuarded = Unpooled(stage.GatewayString);
        Figures[] figures = alternation.Compare(
            10,
            40,
            new(() => OpenAndClose(unpooled)),
            new(() => OpenAndClose(unpooledGuarded), stage.BeginTest, stage.EndTest),
            new(() => OpenAndClose(stage.DirectString)),
            new(() => OpenAndClose(stage.GatewayString), stage.BeginTest, stage.EndTest),
            new(() => OpenAndClose(greeter.ConnectionString)));

        report.Heading("A connection");
        report.Paragraph("Open and close, nothing between. A pooled one asks nothing of the server, nor of the gateway. "
            + "The last row is no gateway: a thread in this process that lets every client in without a password, which is what Npgsql and a new thread cost alone.");
        report.Table(
            GatewayReport.Head,
            [
                GatewayReport.Row("physical (unpooled)", figures[1], figures[0], $"at most {Report.Time(Target)} in all", figures[1].Median <= Target),
                GatewayReport.AddedRow("pooled", figures[3], figures[2]),
                GatewayReport.AddedRow("floor: let in by a bare thread", figures[4], figures[0]),
            ]);
    }

    private static string Unpooled(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;

    private static void OpenAndClose(string connectionString)
    {
        using NpgsqlConnection connection = GatewayStage.Open(connectionString);
    }
}
