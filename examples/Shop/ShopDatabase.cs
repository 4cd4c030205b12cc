using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Shop;

/// <summary>The shop runs on PostgreSQL or SQLite: a connection string that names a host is PostgreSQL's.</summary>
public static class ShopDatabase
{
    public static DbContextOptionsBuilder UseShopDatabase(this DbContextOptionsBuilder options, string? connectionString) =>
        IsPostgres(connectionString) ? options.UseNpgsql(connectionString) : options.UseSqlite(connectionString);

    public static DbConnection Connect(string? connectionString) =>
        IsPostgres(connectionString) ? new NpgsqlConnection(connectionString) : new SqliteConnection(connectionString);

    /// <summary>Whether a change was refused because a unique value is taken.</summary>
    public static bool IsTaken(DbUpdateException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);

        // 2067 is SQLITE_CONSTRAINT_UNIQUE.
        return exception.InnerException is SqliteException { SqliteExtendedErrorCode: 2067 } or PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };
    }

    private static bool IsPostgres(string? connectionString) =>
        new DbConnectionStringBuilder { ConnectionString = connectionString }.ContainsKey("Host");
}
