using System.Globalization;
using Npgsql;
using NUnit.DbGuard.Access;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

/// <summary>Somebody with a connection to the server itself, past the gateway and the guard.</summary>
internal static class Outside
{
    public static long Number(string sql) => NumberIn(database: null, sql);

    public static long NumberIn(string? database, string sql)
    {
        using (OwnWork.Enter())
        {
            string server = Environment.GetEnvironmentVariable("DBGUARD_POSTGRES") ?? throw new InvalidOperationException("DBGUARD_POSTGRES is not set.");
            NpgsqlConnectionStringBuilder settings = new(server) { Pooling = false, ApplicationName = "outside" };
            settings.Database = database ?? settings.Database;
            using NpgsqlConnection connection = new(settings.ConnectionString);
            connection.Open();
            using NpgsqlCommand command = new(sql, connection);
            return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
        }
    }

    /// <summary>The last statement of the session that the gateway has on a database, and when it was: whatever is sent changes it.</summary>
    public static string LastOf(string database)
    {
        using (OwnWork.Enter())
        {
            string server = Environment.GetEnvironmentVariable("DBGUARD_POSTGRES") ?? throw new InvalidOperationException("DBGUARD_POSTGRES is not set.");
            using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(server) { Pooling = false, ApplicationName = "outside" }.ConnectionString);
            connection.Open();
            using NpgsqlCommand command = new(
                $"SELECT string_agg(pid || ' ' || state_change || ' ' || query || ', ' || state, '; ' ORDER BY pid) FROM pg_stat_activity WHERE datname LIKE '{database}%' AND backend_type = 'client backend'",
                connection);
            return (string)command.ExecuteScalar()!;
        }
    }
}
