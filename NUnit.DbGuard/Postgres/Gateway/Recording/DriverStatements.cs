namespace NUnit.DbGuard.Postgres.Gateway.Recording;

/// <summary>What Npgsql says of its own accord: it is neither shown nor counted, because nobody's code asks for it.</summary>
/// <remarks>Npgsql 10, NpgsqlConnector.Reset and PostgresDatabaseInfo.LoadBackendTypes: what cleans a connection that goes back to its pool, and what reads the types at the first opening.</remarks>
internal static class DriverStatements
{
    public static bool Contains(ReadOnlySpan<byte> sql) =>
        sql.SequenceEqual("DISCARD ALL"u8) || sql.StartsWith("SET SESSION AUTHORIZATION DEFAULT;RESET ALL;"u8)
        || (sql.StartsWith("SELECT version();"u8) && sql.IndexOf("t.typname, t.typtype"u8) >= 0);
}
