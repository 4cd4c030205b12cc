using System.Globalization;
using Npgsql;
using NUnit.DbGuard.Postgres.Gateway.Sockets;

namespace NUnit.DbGuard.Postgres.Gateway.Servers;

/// <summary>Opens sessions as a connection string says it: hosts in their order, addresses in theirs, with TLS and without.</summary>
internal static class ServerOpening
{
    /// <inheritdoc cref="ServerLink.Open"/>
    public static ServerLink Open(string connectionString)
    {
        NpgsqlConnectionStringBuilder settings = new(connectionString);
        if (string.IsNullOrWhiteSpace(settings.Host))
        {
            throw new ArgumentException("The connection string names no host.", nameof(connectionString));
        }

        // Npgsql's 0 means no limit.
        Deadline deadline = settings.Timeout == 0 ? Deadline.Never : Deadline.After(TimeSpan.FromSeconds(settings.Timeout));
        ServerEncryption encryption = new(settings);
        List<NpgsqlException> failures = [];
        string[] hosts = settings.Host.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        for (int index = 0; index < hosts.Length; index++)
        {
            try
            {
                (string host, int port) = SplitPort(hosts[index], settings.Port);

                // One that stays silent must leave time for those behind it.
                return Open(settings, ServerEndPoint.Resolve(host, port, encryption), Share(deadline, hosts.Length - index));
            }
            catch (NpgsqlException failure)
            {
                failures.Add(failure);
                if (hosts.Length == 1)
                {
                    throw;
                }
            }
        }

        throw new NpgsqlException($"None of the servers {settings.Host} could be used.", new AggregateException(failures));
    }

    private static ServerLink Open(NpgsqlConnectionStringBuilder settings, IReadOnlyList<ServerEndPoint> endPoints, Deadline deadline)
    {
        for (int index = 0; ; index++)
        {
            Deadline share = Share(deadline, endPoints.Count - index);
            ServerEndPoint endPoint = endPoints[index];
            IReadOnlyList<bool> attempts = endPoint.Encryption.Attempts;
            for (int attempt = 0; attempt < attempts.Count; attempt++)
            {
                bool isEncrypted = false;
                try
                {
#pragma warning disable CA2000 // The link's, or closed by the authentication.
                    ServerTransport transport = endPoint.Connect(attempts[attempt], share);
#pragma warning restore CA2000
                    isEncrypted = transport.IsEncrypted;
                    return ServerAuthentication.Run(settings, endPoint, transport, share);
                }
                catch (PostgresException) when (attempt + 1 < attempts.Count && isEncrypted == attempts[attempt])
                {
                    // The server may have rules for connections with TLS and for those without.
                }
                catch (NpgsqlException failure) when (failure is not PostgresException && attempt + 1 < attempts.Count && attempts[attempt] && failure.InnerException is not TimeoutException)
                {
                    // TLS was only preferred. A server that cannot be reached at all fails again at once.
                }
                catch (NpgsqlException failure) when (failure is not PostgresException && index + 1 < endPoints.Count)
                {
                    // A name may have addresses that nobody listens on, such as IPv6's for localhost.
                    break;
                }
            }
        }
    }

    private static Deadline Share(Deadline deadline, int parts) => deadline.IsSet ? Deadline.After(deadline.Left / parts) : Deadline.Never;

    private static (string Host, int Port) SplitPort(string host, int port)
    {
        // In an address of IPv6 only the colon behind its bracket parts a port.
        int colon = host.LastIndexOf(':');
        bool isPort = colon > host.LastIndexOf(']') && (host[0] == '[' || host.IndexOf(':', StringComparison.Ordinal) == colon);
        return !ServerEndPoint.IsSocketFolder(host) && isPort && int.TryParse(host.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int own)
            ? (host[..colon].Trim('[', ']'), own)
            : (host.Trim('[', ']'), port);
    }
}
