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
                case CommitEffectKind.Run:
                    // It has been run: it could have failed the COMMIT.
                    break;
                default:
                    throw new InvalidOperationException($"Unknown effect {effect.Kind}.");
            }
        }
    }

    /// <summary>Takes away what a client leaves behind when it goes.</summary>
    public static void ForgetClient(ClientSession client, SharedSession session)
    {
        client.Statements.CloseAll(session);
        client.Cursors.Close(session);
        TemporaryTables.Drop(client, session);
    }
}
