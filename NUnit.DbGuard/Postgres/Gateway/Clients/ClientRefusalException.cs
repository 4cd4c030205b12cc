namespace NUnit.DbGuard.Postgres.Gateway.Clients;

/// <summary>A client is refused for good: its thread answers with a FATAL error of these fields, and closes the connection.</summary>
/// <remarks>For the handshake, and for whoever serves the client until it is ready.</remarks>
internal sealed class ClientRefusalException(string sqlState, string message, string? detail = null, string? hint = null) : InvalidOperationException(message)
{
    public string SqlState { get; } = sqlState;

    public string? Detail { get; } = detail;

    public string? Hint { get; } = hint;
}
