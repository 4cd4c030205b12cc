using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using NUnit.DbGuard.Isolation;

namespace NUnit.DbGuard;

/// <summary>A test database, as the code of a test sees it.</summary>
public sealed class TestDatabase
{
    private readonly DatabaseEngine _engine;
    private readonly Func<string> _connectionString;

    internal TestDatabase(DatabaseEngine engine, Func<string> connectionString)
    {
        _engine = engine;
        _connectionString = connectionString;
    }

    /// <summary>The name that the set-up fixture gave it.</summary>
    public string Name => _engine.Name;

    /// <summary>What the code under test must use to reach this test's database; other processes too.</summary>
    /// <value>Inside a test: the test's own. A host that keeps it from an earlier test is still led to the running test's.</value>
    public string ConnectionString => _connectionString();

    /// <summary>Opens a connection.</summary>
    /// <returns>The open connection; the caller disposes it.</returns>
    public DbConnection OpenConnection()
    {
        DbConnection connection = _engine.CreateConnection(ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a connection.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The open connection; the caller disposes it.</returns>
    public async Task<DbConnection> OpenConnectionAsync(CancellationToken cancellationToken = default)
    {
        DbConnection connection = _engine.CreateConnection(ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Makes a context on this database.</summary>
    /// <typeparam name="TContext">The context; made as <c>UseDbContext</c> said, else by its constructor that takes options.</typeparam>
    /// <returns>The context; the caller disposes it.</returns>
    /// <exception cref="DatabaseSetUpException">DBG6001: no context could be made.</exception>
    public TContext CreateContext<TContext>()
        where TContext : DbContext => _engine.CreateContext<TContext>(ConnectionString);
}
