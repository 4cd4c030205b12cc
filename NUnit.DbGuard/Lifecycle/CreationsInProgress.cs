namespace NUnit.DbGuard.Lifecycle;

/// <summary>Counts the databases that are being made, so that what must not happen meanwhile can wait.</summary>
internal sealed class CreationsInProgress
{
    // A schema of many migrations takes a minute or two; nothing that waits is worth a hang.
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(10);

    private readonly object _lock = new();
    private int _count;

    public void Begin()
    {
        lock (_lock)
        {
            _count++;
        }
    }

    public void End()
    {
        lock (_lock)
        {
            _count--;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Waits until no database is being made.</summary>
    /// <returns>Whether that is so; if not, the limit of ten minutes is over.</returns>
    public bool WaitForNone()
    {
        lock (_lock)
        {
            while (_count > 0)
            {
                if (!Monitor.Wait(_lock, s_limit))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
