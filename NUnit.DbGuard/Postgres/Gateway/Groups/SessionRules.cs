using System.Text;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Postgres.Gateway.Shared;
using NUnit.DbGuard.Postgres.Gateway.Virtual;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>What a statement uses that belongs to the server session: made right where that can be read from the statement or its function, else noted.</summary>
/// <remarks>A note is given once for each code in a test, and names the first statement.</remarks>
internal static class SessionRules
{
    private const int LongestShown = 1_000;

    // Each client's descriptors end with its transaction; the server's goes on. They are numbers from 0 up, of which the lowest free one is given out.
    private const string CloseDescriptors =
        "DO $_dbguard$ BEGIN FOR descriptor IN 0..15 LOOP BEGIN PERFORM pg_catalog.lo_close(descriptor); EXCEPTION WHEN undefined_object THEN NULL; END; END LOOP; END $_dbguard$";

    /// <param name="client">Who runs it.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="text">The statement.</param>
    /// <param name="values">The values of its parameters, where they are known.</param>
    public static void Note(ClientSession client, StatementKind kind, ReadOnlySpan<byte> text, IReadOnlyList<string?>? values)
    {
        FoundUses found = client.Database.Schema.Words.Find(text, Writes(kind, text), client.UsesStandardStrings);
        if (kind == StatementKind.Do && RoutineText.Read("the block", text) is { } block)
        {
            found = found with { Routine = found.Routine?.With(block) ?? block };
        }

        if (found.All == SessionUses.None)
        {
            return;
        }

        NoteViews(client, found, text);
        NoteNotification(client, found, text, values);
        NoteAdvisoryLocks(client, found, text, values);
        NoteSettings(client, found, text, values);
        NoteEnds(client, found);
        if ((found.All & SessionUses.Time) != 0 && client.Test is { } test && test.AsksTimeAgain(client.Transaction.Frame))
        {
            test.Hint(GatewayErrors.TimeStandsStill(client.Database.Name, Shown(text), found.Routine?.Name));
        }
    }

    private static bool Writes(StatementKind kind, ReadOnlySpan<byte> text) =>
        kind is StatementKind.CopyFromStdin or StatementKind.Prepare || (kind == StatementKind.Other && !Ascii.EqualsIgnoreCase(text[..Math.Min(6, text.Length)], "SELECT"u8));

    private static void NoteViews(ClientSession client, in FoundUses found, ReadOnlySpan<byte> text)
    {
        if ((found.All & SessionUses.SequenceMemory) != 0 && client.Database.SequenceMemoryIsShared)
        {
            Tell(client, "DBG4010", GatewayErrors.SequenceMemory, text);
        }

        if ((found.Direct & SessionUses.View) != 0 && client.Test?.IsFirst($"DBG4017 {found.View}") == true)
        {
            client.Test.Note(GatewayErrors.SessionView(client.Database.Name, found.View!, Shown(text)));
        }
        else if (found.Routine is { View: { } view } && client.Test?.IsFirst($"DBG4017 {view}") == true)
        {
            client.Test.Note(GatewayErrors.SessionView(client.Database.Name, view, Shown(text), found.Routine.Name));
        }
    }

    private static void NoteNotification(ClientSession client, in FoundUses found, ReadOnlySpan<byte> text, IReadOnlyList<string?>? values)
    {
        if ((found.Direct & SessionUses.Notification) != 0)
        {
            if (NotifyText.TryRead(text, values, out string channel, out string payload))
            {
                client.Transaction.Add(new(CommitEffectKind.Notify, channel, payload));
            }
            else
            {
                Tell(client, "DBG4014", GatewayErrors.NotNotified, text);
            }
        }

        // Of what no one waits for, no one need be told: triggers that notify are on tables that most tests write to.
        if (found.Routine is { } routine && (routine.Uses & SessionUses.Notification) != 0 && client.Database.Notifications.HasListeners)
        {
            Tell(client, "DBG4014", GatewayErrors.NotNotified, text, routine.Name);
        }
    }

    private static void NoteAdvisoryLocks(ClientSession client, in FoundUses found, ReadOnlySpan<byte> text, IReadOnlyList<string?>? values)
    {
        bool isDirect = (found.Direct & SessionUses.AdvisoryLock) != 0 && (client.Runner.IsInImplicitBlock || AdvisoryCall.Read(text, values) is null);
        bool isReached = (found.ByRoutine & SessionUses.AdvisoryLock) != 0;
        if (isDirect || isReached)
        {
            client.Database.AdvisoryLocks.HasUnknown = true;
        }

        if (client.Database is { ClientCount: > 1, AdvisoryLocks.HasUnknown: true } && (found.All & SessionUses.AdvisoryLock) != 0)
        {
            Tell(client, "DBG4013", GatewayErrors.SharedAdvisoryLocks, text, isReached ? found.Routine?.Name : null);
        }
    }

    private static void NoteSettings(ClientSession client, in FoundUses found, ReadOnlySpan<byte> text, IReadOnlyList<string?>? values)
    {
        if ((found.Direct & SessionUses.Setting) != 0)
        {
            List<SettingTouch> touched = [];
            bool isAll = SetConfigText.TryFind(text, values, touched);
            foreach (SettingTouch touch in touched)
            {
                client.Runner.Touch(touch.Name, touch.IsLocal);
            }

            if (!isAll)
            {
                Tell(client, "DBG4018", GatewayErrors.UnknownSetting, text);
            }
        }

        if (found.Routine is { } routine)
        {
            foreach (SettingTouch touch in routine.Settings)
            {
                client.Runner.Touch(touch.Name, touch.IsLocal);
            }

            if ((routine.Uses & SessionUses.UnknownSetting) != 0)
            {
                Tell(client, "DBG4018", GatewayErrors.UnknownSetting, text, routine.Name);
            }
        }
    }

    // What ends with a transaction, and on the server's, which goes on, does not.
    private static void NoteEnds(ClientSession client, in FoundUses found)
    {
        if ((found.All & SessionUses.Descriptor) != 0 && client.Runner.Session.Stack.OuterOf(client) is null)
        {
            Add(client, new(CommitEffectKind.Run, CloseDescriptors));
        }

        if (found.Routine is { } routine && (routine.Uses & SessionUses.Cursor) != 0 && client.Runner.Session.Stack.OuterOf(client) is null)
        {
            Add(client, new(CommitEffectKind.CloseOpenedCursors, string.Empty));
        }
    }

    private static void Add(ClientSession client, CommitEffect effect)
    {
        if (!client.Transaction.Effects.Contains(effect))
        {
            client.Transaction.Add(effect);
        }
    }

    private static void Tell(ClientSession client, string code, Func<string, string?, string?, string> note, ReadOnlySpan<byte> text, string? routine = null)
    {
        if (client.Test is { } test && test.IsFirst(code))
        {
            test.Note(note(client.Database.Name, Shown(text), routine));
        }
    }

    private static string Shown(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text[..Math.Min(text.Length, LongestShown)]);
}
