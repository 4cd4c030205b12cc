using NUnit.DbGuard.Postgres.Gateway.Clients;
using NUnit.DbGuard.Postgres.Gateway.Virtual;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway;

/// <summary>A PostgreSQL server inside this process: its clients have their databases' names and a password of this run's, and share one session with the real server.</summary>
/// <remarks>
/// <para>Who owns what: the gateway its listener and the databases; a database (<see cref="GatewayDatabase"/>) the server session, the stack of savepoints and
/// the turns; a client's thread its <see cref="ClientSession"/> and all that is virtual: transaction, settings, prepared statements, channels.</para>
/// <para>A group's way: <see cref="ClientSession"/> gathers it → <see cref="Groups.SimpleGroup"/> or <see cref="Groups.ExtendedGroup"/> → <see cref="Groups.GroupRunner"/> takes the
/// turn (<see cref="Shared.SessionTurns"/>), leads it with what the server must do first (<see cref="Shared.TransactionStack"/>) → <see cref="Shared.SharedSession"/> flies it → the
/// answers go to the client.</para>
/// <para>In a test whose commits are real, each client has a server session of its own, and its messages go there as they are (<see cref="Own.OwnRoute"/>).</para>
/// </remarks>
internal sealed class PostgresGateway : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, GatewayDatabase> _databases = new(StringComparer.Ordinal);
    private readonly GatewayListener _listener;

    public PostgresGateway(GatewayListenerOptions? options = null) => _listener = new GatewayListener(options ?? new GatewayListenerOptions(), Serve, Cancel);

    /// <summary>Where clients connect to.</summary>
    public string Host => _listener.Host;

    public int Port => _listener.Port;

    /// <summary>The port on the loopback address.</summary>
    public int TcpPort => _listener.TcpPort;

    /// <summary>What clients must know.</summary>
    public string Password => _listener.Password;

    /// <summary>How many clients there are, those in their handshake included: each has a thread.</summary>
    public int ClientCount => _listener.ConnectionCount;

    public void Add(GatewayDatabase database)
    {
        lock (_lock)
        {
            _databases.Add(database.Name, database);
        }
    }

    /// <summary>Refuses new clients of a database, whose end is the caller's.</summary>
    public void Remove(GatewayDatabase database)
    {
        lock (_lock)
        {
            _ = _databases.Remove(database.Name);
        }
    }

    public void Dispose()
    {
        GatewayDatabase[] databases;
        lock (_lock)
        {
            databases = [.. _databases.Values];
            _databases.Clear();
        }

        foreach (GatewayDatabase database in databases)
        {
            database.Dispose();
        }

        _listener.Dispose();
    }

    private void Serve(ClientLink link)
    {
        GatewayDatabase? database;
        lock (_lock)
        {
            _ = _databases.TryGetValue(link.Database, out database);
        }

        if (database is null)
        {
            throw new ClientRefusalException("3D000", $"database \"{link.Database}\" does not exist");
        }

        using ClientSession client = new(link, database);
        client.Serve();
    }

    private void Cancel(CancelRequest request)
    {
        GatewayDatabase[] databases;
        lock (_lock)
        {
            databases = [.. _databases.Values];
        }

        foreach (GatewayDatabase database in databases)
        {
            database.Find(request)?.Cancel();
        }
    }
}
