using System.Data.Common;

namespace NUnit.DbGuard.Access;

/// <summary>Says where a connection goes, without its secrets.</summary>
internal static class ConnectionTarget
{
    public static string Of(DbConnection? connection) =>
        connection is null ? "an unknown database" : $"Host={connection.DataSource};Database={connection.Database}";

    public static string ProviderOf(DbConnection? connection) => connection?.GetType().Namespace ?? "ADO.NET";
}
