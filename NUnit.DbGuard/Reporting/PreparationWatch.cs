using System.Diagnostics.CodeAnalysis;

namespace NUnit.DbGuard.Reporting;

/// <summary>Follows the making of one database: how long its steps take, and a line now and then while it lasts.</summary>
/// <remarks>
/// States: running → over, by <see cref="Dispose"/>. Lines are written by a timer, on the flow of who makes the database, so that NUnit knows whose they are. Its lock is
/// held neither while a line is written nor while a step runs.
/// </remarks>
internal sealed class PreparationWatch : IDisposable
{
    private const int Every = 30;

    private static readonly int[] s_firstSeconds = [2, 5, 10, 20, Every];

    private readonly Lock _lock = new();
    private readonly List<PreparationStep> _steps = [];
    private readonly string _database;
    private readonly TimeProvider _time;
    private readonly Action<string> _tell;
    private readonly long _start;
    private readonly ITimer _timer;
    private string? _step;
    private long _stepStart;
    private bool _hasTold;
    private bool _isOver;

    /// <param name="database">The database's name.</param>
    /// <param name="time">The clock.</param>
    /// <param name="tell">Writes a line for whoever waits.</param>
    public PreparationWatch(string database, TimeProvider time, Action<string> tell)
    {
        _database = database;
        _time = time;
        _tell = tell;
        _start = time.GetTimestamp();
        _timer = time.CreateTimer(static state => ((PreparationWatch)state!).TellThatItLasts(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _ = _timer.Change(TimeSpan.FromSeconds(s_firstSeconds[0]), Timeout.InfiniteTimeSpan);
    }

    /// <summary>The time since its start.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_start);

    /// <summary>The steps that are over, in their order.</summary>
    public IReadOnlyList<PreparationStep> Steps
    {
        get
        {
            lock (_lock)
            {
                return [.. _steps];
            }
        }
    }

    /// <summary>Says what is done from here on; what was done before is over.</summary>
    /// <param name="step">The step, as a line names it.</param>
    public void Enter(string step)
    {
        lock (_lock)
        {
            End();
            _step = step;
            _stepStart = _time.GetTimestamp();
        }
    }

    /// <summary>Gives the step that is running a name that says more; it goes on.</summary>
    public void Rename(string step)
    {
        lock (_lock)
        {
            _step = step;
        }
    }

    /// <summary>Says that nothing has come of it: the error tells.</summary>
    public void Fail()
    {
        lock (_lock)
        {
            _hasTold = false;
        }
    }

    /// <summary>Says that the step is over, and no other begins.</summary>
    public void EndStep()
    {
        lock (_lock)
        {
            End();
        }
    }

    /// <summary>Ends the last step. Who has been told that it lasts is told that it is over.</summary>
    public void Dispose()
    {
        bool hasTold;
        lock (_lock)
        {
            End();
            hasTold = _hasTold && !_isOver;
            _isOver = true;
        }

        _timer.Dispose();
        if (hasTold)
        {
            Tell($"NUnit.DbGuard has prepared database '{_database}' within {Durations.Text(Elapsed)}.");
        }
    }

    private void TellThatItLasts()
    {
        string line;
        lock (_lock)
        {
            if (_isOver)
            {
                return;
            }

            int seconds = (int)Math.Round(Elapsed.TotalSeconds);
            line = $"NUnit.DbGuard is preparing database '{_database}'{(_step is null ? string.Empty : $": {_step}")} ... {Durations.Seconds(seconds)}";
            _hasTold = true;
            _ = _timer.Change(TimeSpan.FromSeconds(NextAfter(seconds) - seconds), Timeout.InfiniteTimeSpan);
        }

        Tell(line);
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "An exception on a timer's thread ends the process; a line is worth none, and no database either.")]
    private void Tell(string line)
    {
        try
        {
            _tell(line);
        }
        catch (Exception)
        {
            // There is nobody to tell.
        }
    }

    private static int NextAfter(int seconds) => Array.Find(s_firstSeconds, first => first > seconds) is var next and > 0 ? next : ((seconds / Every) + 1) * Every;

    private void End()
    {
        if (_step is { } step)
        {
            _steps.Add(new PreparationStep(step, _time.GetElapsedTime(_stepStart)));
            _step = null;
        }
    }
}
