using Npgsql;

namespace NUnit.DbGuard.Postgres.Databases;

/// <summary>One of the databases that the tests of a run work in at the same time.</summary>
internal sealed class WorkerDatabase
{
    private readonly NpgsqlConnectionStringBuilder _clients;

    /// <param name="number">The number of the worker that takes it first; 0: the one that all come to by the connection string that does not change.</param>
    /// <param name="path">Its name on the server.</param>
    /// <param name="kept">The marker that it is left with for a later run; <see langword="null"/>: it is not kept.</param>
    /// <param name="isolation">What keeps its tests apart.</param>
    public WorkerDatabase(int number, string path, DatabaseMarker? kept, IPostgresIsolation isolation)
    {
        Number = number;
        Path = path;
        Kept = kept;
        Isolation = isolation;
        _clients = new NpgsqlConnectionStringBuilder(isolation.ConnectionString);
    }

    public int Number { get; }

    public string Path { get; }

    public DatabaseMarker? Kept { get; }

    public IPostgresIsolation Isolation { get; }

    /// <summary>What clients call it.</summary>
    public string NameForClients => _clients.Database!;

    /// <summary>Whether a connection goes there.</summary>
    /// <param name="database">The connection's database.</param>
    /// <param name="host">The connection's host; <see langword="null"/>: not known.</param>
    /// <param name="port">The connection's port.</param>
    public bool IsReachedBy(string database, string? host, int port) => IsReached(_clients, database, host, port);

    /// <summary>Whether a connection goes where a connection string leads.</summary>
    public static bool IsReached(NpgsqlConnectionStringBuilder clients, string database, string? host, int port) =>
        database == clients.Database && (host is null || (host == clients.Host && port == clients.Port));
}
