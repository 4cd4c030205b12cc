using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Shared;

/// <summary>Gets what a flight brings back. Frames are valid during the call only; long ones come without their body, which must be taken from the reader.</summary>
internal interface IFlightObserver
{
    /// <summary>An answer to a step of the client's, but for errors; ReadyForQuery too.</summary>
    /// <param name="step">The step.</param>
    /// <param name="frame">The answer.</param>
    /// <param name="reader">Where the body of a long one is.</param>
    /// <param name="isLast">Whether the step has been answered with this.</param>
    void OnAnswer(in FlightStep step, Frame frame, FrameReader reader, bool isLast);

    /// <summary>An error in a step of the client's or of its COMMIT. The server skips what follows, up to the next Sync.</summary>
    void OnError(in FlightStep step, ErrorResponse error);

    /// <summary>A row that the gateway asked for.</summary>
    void OnRow(in FlightStep step, DataRow row);

    /// <summary>The server waits for data: sends them, up to CopyDone or CopyFail.</summary>
    void OnCopyIn(in FlightStep step, Frame frame);
}
