namespace NUnit.DbGuard.Postgres.Gateway.Shared;

/// <summary>A message of a flight, by what answers it.</summary>
internal enum FlightStepKind
{
    Parse,
    Bind,
    DescribeStatement,
    DescribePortal,
    Execute,
    Close,
    Sync,
    Query,
    FunctionCall,
}

/// <summary>Whose a step is, and so what becomes of its answer.</summary>
internal enum FlightStepOwner
{
    /// <summary>The client's: the answer is passed on.</summary>
    Client,

    /// <summary>The gateway's: nothing is passed on, and an error means that the session is of no more use.</summary>
    Gateway,

    /// <summary>The gateway's: an error is what it is sent for.</summary>
    Failing,

    /// <summary>The gateway's, on the client's behalf, as what only its COMMIT would do. An error is passed on, the rest is not.</summary>
    OnBehalf,

    /// <summary>The gateway's: its one row goes to whoever runs the flight.</summary>
    Reading,
}

/// <summary>One message of a flight, for which answers are awaited.</summary>
/// <param name="Kind">What answers it.</param>
/// <param name="Owner">What becomes of the answer.</param>
/// <param name="Index">Which of the flight's things it is about; its meaning is the builder's.</param>
internal readonly record struct FlightStep(FlightStepKind Kind, FlightStepOwner Owner, int Index)
{
    /// <summary>Whether ReadyForQuery answers it.</summary>
    public bool EndsWithReady => Kind is FlightStepKind.Sync or FlightStepKind.Query or FlightStepKind.FunctionCall;
}
