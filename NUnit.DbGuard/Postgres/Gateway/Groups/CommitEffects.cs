using NUnit.DbGuard.Postgres.Gateway.Shared;
using NUnit.DbGuard.Postgres.Gateway.Virtual;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>Makes true what a client's COMMIT promises beside its rows.</summary>
internal static class CommitEffects
{
    public static void Apply(ClientSession client, IReadOnlyList<CommitEffect> effects, SharedSession session)
    {
        Notifications notifications = client.Database.Notifications;
        foreach (CommitEffect effect in effects)
        {
            switch (effect.Kind)
            {
                case CommitEffectKind.Listen:
                    notifications.Listen(client, effect.Name);
                    break;
                case CommitEffectKind.Unlisten:
                    notifications.Unlisten(client, effect.Name);
                    break;
                case CommitEffectKind.UnlistenAll:
                    notifications.UnlistenAll(client);
                    break;
                case CommitEffectKind.Notify:
                    notifications.Notify(client, effect.Name, effect.Payload);
                    break;
                case CommitEffectKind.CloseCursor:
                    session.CloseLater(PreparedKind.Portal, ByteString.From(effect.Name));
                    break;
                case CommitEffectKind.Run or CommitEffectKind.CloseOpenedCursors:
                    // It has been run: it could have failed the COMMIT.
                    break;
                default:
                    throw new InvalidOperationException($"Unknown effect {effect.Kind}.");
            }
        }
    }

    /// <summary>The statement to be run before the COMMIT counts; <see langword="null"/>: none.</summary>
    public static string? StatementOf(CommitEffect effect, SharedSession session) => effect.Kind switch
    {
        CommitEffectKind.Run => effect.Name,
        CommitEffectKind.CloseOpenedCursors => CloseAllBut(session.PortalNames.All),
        _ => null,
    };

    // The server lists the portals that clients have bound as well; the one without a name is this statement's.
    private static string CloseAllBut(IEnumerable<ByteString> names)
    {
        string known = string.Join(", ", names.Select(static name => $"'{name.ToString().Replace("'", "''", StringComparison.Ordinal)}'").Prepend("''"));
        return $"""
            DO $_dbguard$ DECLARE _name pg_catalog.text; _names pg_catalog.text[] := (
                SELECT pg_catalog.array_agg(name) FROM pg_catalog.pg_cursors WHERE NOT is_holdable AND name NOT IN ({known}));
            BEGIN
                FOREACH _name IN ARRAY COALESCE(_names, ARRAY[]::pg_catalog.text[]) LOOP EXECUTE pg_catalog.format('CLOSE %I', _name); END LOOP;
            END $_dbguard$
            """;
    }

    /// <summary>Takes away what a client leaves behind when it goes.</summary>
    public static void ForgetClient(ClientSession client, SharedSession session)
    {
        client.Statements.CloseAll(session);
        client.Cursors.Close(session);
        TemporaryTables.Drop(client, session);
    }
}
