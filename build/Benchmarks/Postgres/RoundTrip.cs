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
        using BarePeer relay = BarePeer.Relay(stage.DirectString);
        using NpgsqlConnection relayed = GatewayStage.Open(new NpgsqlConnectionStringBuilder(relay.ConnectionString) { Pooling = false }.ConnectionString);
        using NpgsqlCommand relayedCommand = Prepare(relayed);
        NpgsqlTransaction? block = null;

        Figures[] figures = alternation.Compare(
            100,
            60,
            new(() => directCommand.ExecuteScalar()),
            new(() => guardedCommand.ExecuteScalar()),
            new(() => directCommand.ExecuteScalar(), () => block = direct.BeginTransaction(), () => block!.Rollback()),
            new(() => guardedCommand.ExecuteScalar(), () => block = guarded.BeginTransaction(), () => block!.Rollback()),
            new(() => batch.ExecuteNonQuery()),
            new(() => relayedCommand.ExecuteScalar()));
        stage.EndTest();

        report.Heading("A round trip");
        report.Paragraph(
            "A prepared `SELECT 1`. Outside of a transaction the gateway guards each statement by a savepoint in the same flight; in a transaction of the client's there is nothing to guard. "
            + "The last two rows are no gateway, but parts of its cost: a thread in this process that passes bytes on without a look at them, which is what the two more wake-ups of a thread cost; and the direct way where "
            + "the client, by hand and in one flight, puts a savepoint around the statement in a transaction, which is what the server's part of the guarding costs.");
        report.Table(
            GatewayReport.Head,
            [
                GatewayReport.AddedRow("autocommit", figures[1], figures[0], Target),
                GatewayReport.AddedRow("in a transaction", figures[3], figures[2], Target),
                GatewayReport.AddedRow("floor: a bare relay", figures[5], figures[0]),
                GatewayReport.AddedRow("floor: a savepoint by hand, direct", figures[4], figures[0]),
            ]);
    }

    private static NpgsqlCommand Prepare(NpgsqlConnection connection)
    {
        NpgsqlCommand command = new("SELECT 1", connection);
        command.Prepare();
        return command;
    }
}
