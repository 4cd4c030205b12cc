using System.Diagnostics;

namespace NUnit.DbGuard.Postgres.Gateway.Virtual;

/// <summary>When a client last gave a sign of life. Read by any thread.</summary>
internal sealed class ClientActivity
{
    private long _last = Stopwatch.GetTimestamp();
    private volatile bool _isOnServer;

    /// <summary>Whether a flight of its is with the server.</summary>
    public bool IsOnServer
    {
        get => _isOnServer;
        set
        {
            _isOnServer = value;
            Touch();
        }
    }

    public void Touch() => Volatile.Write(ref _last, Stopwatch.GetTimestamp());

    public bool IsSilentFor(TimeSpan time) => !_isOnServer && Stopwatch.GetElapsedTime(Volatile.Read(ref _last)) > time;
}
