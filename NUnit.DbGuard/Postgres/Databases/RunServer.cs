using NUnit.DbGuard.Postgres.Server;

namespace NUnit.DbGuard.Postgres.Databases;

/// <summary>The throw-away server that all databases of a run share which name none; it is started by the first that needs it.</summary>
internal sealed class RunServer : IDisposable
{
    private readonly Lazy<PostgresServer> _server = new(static () => new PostgresServer(new PostgresServerOptions()));

    /// <summary>Starts the server if that has not been done, and answers with the connection string of its superuser.</summary>
    /// <exception cref="DatabaseSetUpException">DBG7020 to DBG7029.</exception>
    public string Start() => _server.Value.Start();

    public void Dispose()
    {
        if (_server.IsValueCreated)
        {
            _server.Value.Dispose();
        }
    }
}
