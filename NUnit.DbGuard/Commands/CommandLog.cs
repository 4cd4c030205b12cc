using System.Diagnostics;
using NUnit.DbGuard.Lifecycle;

namespace NUnit.DbGuard.Commands;

/// <summary>Hands what providers are asked to run to the captures that are open.</summary>
/// <remarks>While none is open, a command costs the reading of one field.</remarks>
internal sealed class CommandLog
{
    private static readonly AsyncLocal<CommandCapture?> s_current = new();

    private readonly Lock _lock = new();
    private volatile CommandCapture[] _open = [];

    /// <summary>Whether anybody counts.</summary>
    public bool IsListening => _open.Length > 0;

    /// <summary>Opens one on this flow. Whoever opens it calls <see cref="Leave"/> on the same flow, and disposes of it.</summary>
    public CommandCapture Open(bool includesHosts)
    {
        CommandCapture capture = new(this, s_current.Value, includesHosts);
        lock (_lock)
        {
            _open = [.. _open, capture];
        }

        s_current.Value = capture;
        return capture;
    }

    /// <summary>Goes back to the one outside of it.</summary>
    public static void Leave(CommandCapture capture) => s_current.Value = capture.Outer;

    public void Close(CommandCapture capture)
    {
        lock (_lock)
        {
            _open = [.. _open.Where(open => open != capture)];
        }
    }

    /// <summary>Notes that something begins to run on this flow.</summary>
    public void Note(CommandRecord record)
    {
        if (s_current.Value is { } current)
        {
            for (CommandCapture? capture = current; capture is not null; capture = capture.Outer)
            {
                capture.Add(record);
            }
        }
        else if (FlowState.Current?.Test is null)
        {
            foreach (CommandCapture capture in _open)
            {
                if (capture.IncludesHosts)
                {
                    capture.Add(record);
                }
            }
        }
    }

    /// <summary>As <see cref="Note(CommandRecord)"/>, for a command of Npgsql's.</summary>
    public void Note(Activity activity) => Note(new CommandRecord(activity));
}
