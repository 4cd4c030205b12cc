using NUnit.DbGuard.Postgres.Gateway.Virtual;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway;

/// <summary>Who listens to which channel, among the clients of one database.</summary>
/// <remarks>The server never sees LISTEN or NOTIFY: it would deliver at a COMMIT that never comes. Called by who holds the turn.</remarks>
internal sealed class Notifications
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, HashSet<ClientSession>> _listeners = new(StringComparer.Ordinal);

    /// <summary>Whether any client listens to anything.</summary>
    public bool HasListeners
    {
        get
        {
            lock (_lock)
            {
                return _listeners.Values.Any(static clients => clients.Count > 0);
            }
        }
    }

    public void Listen(ClientSession client, string channel)
    {
        lock (_lock)
        {
            if (!_listeners.TryGetValue(channel, out HashSet<ClientSession>? clients))
            {
                _listeners.Add(channel, clients = []);
            }

            _ = clients.Add(client);
        }
    }

    public void Unlisten(ClientSession client, string channel)
    {
        lock (_lock)
        {
            _ = _listeners.GetValueOrDefault(channel)?.Remove(client);
        }
    }

    public void UnlistenAll(ClientSession client)
    {
        lock (_lock)
        {
            foreach (HashSet<ClientSession> clients in _listeners.Values)
            {
                _ = clients.Remove(client);
            }
        }
    }

    /// <summary>Hands a notification to all who listen, the sender among them.</summary>
    public void Notify(ClientSession sender, string channel, string payload)
    {
        ClientSession[] clients;
        lock (_lock)
        {
            clients = _listeners.TryGetValue(channel, out HashSet<ClientSession>? found) ? [.. found] : [];
        }

        NotificationResponse notification = new(sender.ProcessId, ByteString.From(channel), ByteString.From(payload));
        foreach (ClientSession client in clients)
        {
            client.Receive(notification, isOwn: ReferenceEquals(client, sender));
        }
    }
}
