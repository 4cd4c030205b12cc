using Npgsql;
using NUnit.DbGuard.Benchmarks.Measuring;

namespace NUnit.DbGuard.Benchmarks.Postgres;

/// <summary>What does the gateway add to a statement's round trip?</summary>
internal sealed class RoundTrip : IGatewayQuestion
{
    private const long Target = 60_000;

    public void Answer(Alternation alternation, GatewayStage stage, Report report)
    {
        stage.BeginTest();
        using NpgsqlConnection direct = GatewayStage.Open(stage.DirectString);
        using NpgsqlConnection guarded = GatewayStage.Open(stage.GatewayString);
        using NpgsqlCommand directCommand = Prepare(direct);
        using NpgsqlCommand guardedCommand = Prepare(guarded);
        using NpgsqlConnection byHand = GatewayStage.Open(stage.DirectString);
        using NpgsqlTransaction transaction = byHand.BeginTransaction();
        using NpgsqlBatch batch = new(byHand) { BatchCommands = { new("SAVEPOINT a"), new("SELECT 1"), new("RELEASE SAVEPOINT a") } };
        batch.Prepare();
        NpgsqlTransaction? block = null;

        Figures[] figures = alternation.Compare(
            100,
            60,
            new(() => directCommand.ExecuteScalar()),
            new(() => guardedCommand.ExecuteScalar()),
            new(() => directCommand.ExecuteScalar(), () => block = direct.BeginTransaction(), () => block!.Rollback()),
            new(() => guardedCommand.ExecuteScalar(), () => block = guarded.BeginTransaction(), () => block!.Rollback()),
            new(() => batch.ExecuteNonQuery()));
        stage.EndTest();

        report.Heading("A round trip");
        report.Paragraph(
            "A prepared `SELECT 1`. Outside of a transaction the gateway guards each statement by a savepoint in the same flight; in a transaction of the client's there is nothing to guard. "
            + "The last row is no gateway: the direct way is compared with itself where the client, by hand and in one flight, puts a savepoint around the statement in a transaction: what the server's part of the guarding costs.");
        report.Table(
            GatewayReport.Head,
            [
                GatewayReport.AddedRow("autocommit", figures[1], figures[0], Target),
                GatewayReport.AddedRow("in a transaction", figures[3], figures[2], Target),
                GatewayReport.AddedRow("savepoint by hand, direct", figures[4], figures[0]),
            ]);
    }

    private static NpgsqlCommand Prepare(NpgsqlConnection connection)
    {
        NpgsqlCommand command = new("SELECT 1", connection);
        command.Prepare();
        return command;
    }
}
