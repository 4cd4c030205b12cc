using System.Globalization;
using Microsoft.Data.Sqlite;

namespace NUnit.DbGuard.Sqlite;

/// <summary>Opens connections for the guard's own work, which the gate does not see.</summary>
internal static class SqliteBypass
{
    [ThreadStatic]
    private static bool t_active;

    public static bool IsActive => t_active;

    public static SqliteConnection Open(string path, SqliteOpenMode mode) => OpenSource(path, mode);

    /// <summary>Opens a file that may be anybody's: neither it nor its folder is written, whatever its journal mode.</summary>
    public static SqliteConnection OpenImmutable(string path) =>
        OpenSource(new SqliteDataSource(IsPrivate: false, path, "immutable=1").NameFor(path), SqliteOpenMode.ReadOnly);

    /// <summary>Lets this thread open what it likes, until the result is disposed.</summary>
    public static Scope Enter() => new(t_active);

    public static object? Scalar(this SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The guard's own constants only.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }

    public static long Number(this SqliteConnection connection, string sql) => Convert.ToInt64(connection.Scalar(sql), CultureInfo.InvariantCulture);

    private static SqliteConnection OpenSource(string source, SqliteOpenMode mode)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = source, Mode = mode, Pooling = false }.ConnectionString);
        try
        {
            using (Enter())
            {
                connection.Open();
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    internal readonly ref struct Scope
    {
        private readonly bool _outer;

        public Scope(bool outer)
        {
            _outer = outer;
            t_active = true;
        }

        public void Dispose() => t_active = _outer;
    }
}
