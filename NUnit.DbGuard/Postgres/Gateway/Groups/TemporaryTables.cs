using NUnit.DbGuard.Postgres.Gateway.Shared;
using NUnit.DbGuard.Postgres.Gateway.Virtual;

namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>The temporary tables of one client: the server knows only one owner for those of all.</summary>
internal static class TemporaryTables
{
    /// <summary>Drops those that the client made.</summary>
    public static void Drop(ClientSession client, SharedSession session)
    {
        if (client.TemporaryTables.Count == 0 || session.IsAborted || session.HasEnded)
        {
            return;
        }

        string tables = string.Join(", ", client.TemporaryTables.Select(static table => $"pg_temp.{table}"));
        client.TemporaryTables.Clear();
        session.FlyOwn(flight =>
        {
            session.AddPrefix(flight, session.Applied);
            OwnStatements.Add(flight, $"DROP TABLE IF EXISTS {tables} CASCADE");
        });
    }
}
