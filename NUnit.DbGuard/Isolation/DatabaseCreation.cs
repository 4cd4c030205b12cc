using NUnit.DbGuard.Reporting;

namespace NUnit.DbGuard.Isolation;

/// <summary>A database while its schema and seed are made. Only its own set-up code, by flow, may use it.</summary>
internal sealed class DatabaseCreation(DatabaseEngine engine, string connectionString, string target)
{
    private int _open;

    public DatabaseEngine Engine { get; } = engine;

    public string ConnectionString { get; } = connectionString;

    /// <summary>Where the new database is made; every connection of the set-up code is led there.</summary>
    public string Target { get; } = target;

    /// <summary>What follows the making of it; <see langword="null"/>: nobody does.</summary>
    public PreparationWatch? Watch { get; init; }

    public TestDatabase Database => new(Engine, () => ConnectionString);

    /// <summary>The connections that the set-up code has not closed yet.</summary>
    public int OpenConnections => Volatile.Read(ref _open);

    public void Opened() => Interlocked.Increment(ref _open);

    public void Closed() => Interlocked.Decrement(ref _open);
}
