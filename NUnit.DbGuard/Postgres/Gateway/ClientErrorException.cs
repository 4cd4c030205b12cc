using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway;

/// <summary>A client's group cannot run; the client is told this.</summary>
internal sealed class ClientErrorException(ErrorResponse response) : InvalidOperationException(response.Fields.Find(ErrorField.Message)?.ToString())
{
    public ErrorResponse Response { get; } = response;
}
