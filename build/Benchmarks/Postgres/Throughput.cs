using Npgsql;
using NUnit.DbGuard.Benchmarks.Measuring;

namespace NUnit.DbGuard.Benchmarks.Postgres;

/// <summary>How much do several connections get done that share one session?</summary>
internal sealed class Throughput : IGatewayQuestion
{
    private const int Connections = 8;
    private const int Statements = 250;
    private const double Target = 0.6;

    public void Answer(Alternation alternation, GatewayStage stage, Report report)
    {
        report.Heading("Throughput");
        report.Paragraph($"{Connections} connections, a thread each, execute {Statements} prepared statements each; shown for all {Connections * Statements} together.");
        report.Table(GatewayReport.Head, [Row("`SELECT 1`", "SELECT 1"), Row("one row by its key", "SELECT name FROM read WHERE id = 4711")]);

        string[] Row(string name, string sql)
        {
            stage.BeginTest();
            NpgsqlCommand[] direct = Prepare(stage.DirectString, sql);
            NpgsqlCommand[] guarded = Prepare(stage.GatewayString, sql);
            Figures[] figures = alternation.Compare(2, 40, new(() => ExecuteAll(direct)), new(() => ExecuteAll(guarded)));
            foreach (NpgsqlCommand command in direct.Concat(guarded))
            {
                command.Connection!.Dispose();
                command.Dispose();
            }

            stage.EndTest();
            return GatewayReport.SpeedRow(name, figures[1], figures[0], Target);
        }
    }

    private static NpgsqlCommand[] Prepare(string connectionString, string sql) =>
    [
        .. Enumerable.Range(0, Connections).Select(_ =>
        {
            NpgsqlCommand command = new(sql, GatewayStage.Open(connectionString));
            command.Prepare();
            return command;
        }),
    ];

    private static void ExecuteAll(NpgsqlCommand[] commands)
    {
        Thread[] threads = [.. commands.Select(static command => new Thread(() => ExecuteOften(command)))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
    }

    private static void ExecuteOften(NpgsqlCommand command)
    {
        for (int i = 0; i < Statements; i++)
        {
            _ = command.ExecuteScalar();
        }
    }
}
