using NUnit.DbGuard.Postgres.Gateway.Shared;
using NUnit.DbGuard.Postgres.Gateway.Virtual;

namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>The temporary tables of one client: the server knows only one owner for those of all.</summary>
internal static class TemporaryTables
{
    /// <summary>The statements that empty at COMMIT those that are to be, if they are still there.</summary>
    /// <remarks>As the server does it, whoever the client is by then: what the same flight makes of it is not known yet.</remarks>
    public static IEnumerable<string> Emptying(ClientSession client) => client.TemporaryTables.Where(static table => table.Value).Select(static table =>
        "DO $_dbguard$ DECLARE own_user text := session_user; own_role text := pg_catalog.current_setting('role'); "
        + $"BEGIN IF pg_catalog.to_regclass('pg_temp.{table.Key.Replace("'", "''", StringComparison.Ordinal)}') IS NOT NULL THEN "
        + $"RESET ROLE; RESET SESSION AUTHORIZATION; DELETE FROM pg_temp.{table.Key}; "
        + "PERFORM pg_catalog.set_config('session_authorization', own_user, false); PERFORM pg_catalog.set_config('role', own_role, false); "
        + "END IF; END $_dbguard$");

    /// <summary>Drops those that the client made.</summary>
    public static void Drop(ClientSession client, SharedSession session)
    {
        if (client.TemporaryTables.Count == 0 || (session.IsAborted && !session.Stack.HasChanges) || session.HasEnded)
        {
            return;
        }

        string tables = string.Join(", ", client.TemporaryTables.Keys.Select(static table => $"pg_temp.{table}"));
        if (!client.Transaction.HasFrames)
        {
            // Else a rollback brings them back, and they are still the client's.
            client.TemporaryTables.Clear();
            client.Database.TemporaryTablesOf = null;
        }

        session.FlyOwn(flight =>
        {
            session.AddPrefix(flight, ClientSettings.None);
            OwnStatements.Add(flight, $"DROP TABLE IF EXISTS {tables} CASCADE");
        });
    }
}
