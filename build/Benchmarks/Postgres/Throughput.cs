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
        report.Paragraph(
            $"{Connections} connections, a thread each, execute {Statements} prepared statements each; shown for all {Connections * Statements} together. The floor is no gateway: a thread per connection that passes bytes on to a "
            + "server session of its own, which is what any relay in this process costs on these cores, without sharing.");
        report.Table(GatewayReport.Head, [.. Rows("`SELECT 1`", "SELECT 1"), .. Rows("one row by its key", "SELECT name FROM read WHERE id = 4711")]);

        string[][] Rows(string name, string sql)
        {
            using BarePeer relay = BarePeer.Relay(stage.DirectString);
            stage.BeginTest();
            NpgsqlCommand[] direct = Prepare(stage.DirectString, sql);
            NpgsqlCommand[] guarded = Prepare(stage.GatewayString, sql);
            NpgsqlCommand[] relayed = Prepare(new NpgsqlConnectionStringBuilder(relay.ConnectionString) { Pooling = false }.ConnectionString, sql);
            Figures[] figures = alternation.Compare(2, 40, new(() => ExecuteAll(direct)), new(() => ExecuteAll(guarded)), new(() => ExecuteAll(relayed)));
            foreach (NpgsqlCommand command in (NpgsqlCommand[])[.. direct, .. guarded, .. relayed])
            {
                command.Connection!.Dispose();
                command.Dispose();
            }

            stage.EndTest();
            return [GatewayReport.SpeedRow(name, figures[1], figures[0], Target), GatewayReport.AddedRow($"floor: {name} by a bare relay", figures[2], figures[0])];
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
