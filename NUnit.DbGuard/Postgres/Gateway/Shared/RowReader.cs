using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Shared;

/// <summary>Gets the rows that a reading of the gateway's own brings back: <see cref="SharedSession.Read"/>.</summary>
internal abstract class RowReader : IFlightObserver
{
    void IFlightObserver.OnAnswer(in FlightStep step, Frame frame, FrameReader reader, bool isLast)
    {
    }

    void IFlightObserver.OnError(in FlightStep step, ErrorResponse error) => throw new SessionEndedException(error);

    void IFlightObserver.OnRow(in FlightStep step, DataRow row) => OnRow(row.Columns.ToArray());

    void IFlightObserver.OnCopyIn(in FlightStep step, Frame frame)
    {
    }

    /// <summary>Takes a row.</summary>
    protected abstract void OnRow(FieldValue[] values);
}
