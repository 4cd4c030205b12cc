namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>What a step of a script does.</summary>
internal enum StepKind
{
    /// <summary>Connects; a client that was never mentioned connects by itself at its first step.</summary>
    Connect,

    /// <summary>Sends messages and reads their answers.</summary>
    Send,

    /// <summary>Sends messages and goes on.</summary>
    Start,

    /// <summary>Reads what started steps are answered with.</summary>
    Finish,

    /// <summary>Waits for a number of notifications.</summary>
    Notifications,

    /// <summary>Waits until the client's command sleeps, then asks for its cancellation.</summary>
    Cancel,

    /// <summary>Closes the socket without a word.</summary>
    Vanish,
}
