using NUnit.DbGuard.Postgres.Gateway;

namespace NUnit.DbGuard.Postgres.Isolation;

/// <summary>The gateway that all PostgreSQL databases of a run share; made by the first that needs it.</summary>
internal sealed class RunGateway : IDisposable
{
    private readonly Lazy<PostgresGateway> _gateway = new(static () => new PostgresGateway());

    public PostgresGateway Value => _gateway.Value;

    public void Dispose()
    {
        if (_gateway.IsValueCreated)
        {
            _gateway.Value.Dispose();
        }
    }
}
