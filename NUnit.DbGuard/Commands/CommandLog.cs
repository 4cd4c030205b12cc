using NUnit.DbGuard.Lifecycle;

namespace NUnit.DbGuard.Commands;

/// <summary>Hands what providers are asked to run to whoever counts on that flow.</summary>
/// <remarks>While nobody counts, a command costs the reading of one field.</remarks>
internal sealed class CommandLog
{
    private static readonly AsyncLocal<CommandCapture?> s_current = new();

    private int _open;

    /// <summary>Whether anybody counts.</summary>
    public bool IsListening => Volatile.Read(ref _open) > 0;

    /// <summary>Opens one on this flow. Whoever opens it calls <see cref="Leave"/> on the same flow, and disposes of it.</summary>
    public CommandCapture Open()
    {
        CommandCapture capture = new(this, s_current.Value);
        _ = Interlocked.Increment(ref _open);
        s_current.Value = capture;
        return capture;
    }

    /// <summary>Goes back to the one outside of it.</summary>
    public static void Leave(CommandCapture capture) => s_current.Value = capture.Outer;

    public void Close() => _ = Interlocked.Decrement(ref _open);

    /// <summary>Notes that something begins to run on this flow.</summary>
    public static void Note(CommandRecord record)
    {
        if (FlowState.Current?.Creation is not null)
        {
            // A database that is made when it is first asked for is not what is counted.
            return;
        }

        for (CommandCapture? capture = s_current.Value; capture is not null; capture = capture.Outer)
        {
            capture.Add(record);
        }
    }
}
