namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>Finds in a statement what answers for the server session or its transaction: all connections of a test share those.</summary>
internal static class SessionViewText
{
    /// <summary>The first of them that a text names; <see langword="null"/>: none.</summary>
    public static string? Find(ReadOnlySpan<byte> sql) =>
        sql.IndexOf("pg_"u8) < 0 && sql.IndexOf("txid_"u8) < 0 ? null
        : sql.IndexOf("pg_prepared_statements"u8) >= 0 ? "pg_prepared_statements"
        : sql.IndexOf("pg_cursors"u8) >= 0 ? "pg_cursors"
        : sql.IndexOf("pg_listening_channels"u8) >= 0 ? "pg_listening_channels()"
        : sql.IndexOf("pg_backend_pid"u8) >= 0 ? "pg_backend_pid()"
        : sql.IndexOf("pg_terminate_backend"u8) >= 0 ? "pg_terminate_backend()"
        : sql.IndexOf("pg_cancel_backend"u8) >= 0 ? "pg_cancel_backend()"
        : sql.IndexOf("pg_current_xact_id"u8) >= 0 ? "pg_current_xact_id()"
        : sql.IndexOf("txid_current"u8) >= 0 ? "txid_current()"
        : null;
}
