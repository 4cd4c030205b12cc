using System.Diagnostics;

namespace NUnit.DbGuard.Postgres.Gateway.Own;

/// <summary>What a client has sent on its own session that the server has not answered: tells when the session is idle, and whose each answer is.</summary>
/// <remarks>
/// <para>The client's thread adds before it sends; the thread that reads from the server takes, in the same order.</para>
/// <para>The rules of the protocol that it follows (specification: "Extended Query", "COPY Operations"): after an error in the extended protocol everything up to
/// the next Sync goes unanswered, a Query too; a Sync that the server reads in the midst of a COPY is ignored.</para>
/// </remarks>
internal sealed class AwaitedAnswers
{
    private readonly object _lock = new();
    private Queue<AwaitedAnswer> _answers = new();
    private bool _isCopying;
    private bool _hasFailed;
    private bool _isOver;

    /// <summary>How many ReadyForQuery have come.</summary>
    public int Completed { get; private set; }

    /// <summary>Whether an error has come for the group whose Sync has not been sent.</summary>
    public bool HasFailed
    {
        get
        {
            lock (_lock)
            {
                return _hasFailed;
            }
        }
    }

    /// <summary>Whether anything that was sent has not been answered, the beginning of a group included.</summary>
    public bool IsAwaited
    {
        get
        {
            lock (_lock)
            {
                return _answers.Count > 0;
            }
        }
    }

    /// <summary>Whether the server reads a COPY's data.</summary>
    public bool IsCopying
    {
        get
        {
            lock (_lock)
            {
                return _isCopying;
            }
        }
    }

    /// <summary>Notes a message that is about to be sent.</summary>
    /// <returns>Whether it may be: not when the session has ended, so that each message is either answered by who ends it or refused by who sends it.</returns>
    public bool Add(AwaitedAnswer answer)
    {
        lock (_lock)
        {
            if (_isOver)
            {
                return false;
            }

            if (_isCopying && answer.Kind is AwaitedAnswerKind.Sync or AwaitedAnswerKind.CopyEnd)
            {
                _isCopying &= answer.Kind != AwaitedAnswerKind.CopyEnd;
            }
            else
            {
                _hasFailed &= answer.Kind != AwaitedAnswerKind.Sync;
                _answers.Enqueue(answer);
                Monitor.PulseAll(_lock);
            }

            return true;
        }
    }

    /// <summary>Takes what an answer answers that comes once for its message.</summary>
    /// <returns><see langword="null"/>: it is a part of a longer answer.</returns>
    public AwaitedAnswer? Take(AwaitedAnswerKind kind)
    {
        lock (_lock)
        {
            SkipEndsOfCopy();
            return _answers.TryPeek(out AwaitedAnswer next) && next.Kind == kind ? _answers.Dequeue() : null;
        }
    }

    /// <summary>An error has come: what was sent behind its cause, up to the Sync, is not answered.</summary>
    public void Fail()
    {
        lock (_lock)
        {
            _isCopying = false;
            SkipEndsOfCopy();
            bool isQuery = _answers.TryPeek(out AwaitedAnswer cause) && cause.Kind == AwaitedAnswerKind.Query;
            while (!isQuery && _answers.TryPeek(out AwaitedAnswer next) && next.Kind != AwaitedAnswerKind.Sync)
            {
                _ = _answers.Dequeue();
            }

            _hasFailed = !isQuery && _answers.Count == 0;
        }
    }

    /// <summary>The server reads a COPY's data from here on, and ignores each Sync before their end.</summary>
    public void BeginCopy()
    {
        lock (_lock)
        {
            // The message whose COPY it is stays the one that is answered.
            SkipEndsOfCopy();
            Queue<AwaitedAnswer> rest = new();
            if (_answers.TryDequeue(out AwaitedAnswer copying))
            {
                rest.Enqueue(copying);
            }

            _isCopying = true;
            foreach (AwaitedAnswer answer in _answers)
            {
                bool isIgnored = _isCopying && answer.Kind is AwaitedAnswerKind.Sync or AwaitedAnswerKind.CopyEnd;
                _isCopying &= answer.Kind is AwaitedAnswerKind.Sync;
                if (!isIgnored)
                {
                    rest.Enqueue(answer);
                }
            }

            _answers = rest;
        }
    }

    /// <summary>ReadyForQuery has come.</summary>
    public void TakeReady()
    {
        lock (_lock)
        {
            while (_answers.TryDequeue(out AwaitedAnswer taken) && !taken.EndsWithReady)
            {
            }

            Completed++;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>No answer will come any more.</summary>
    /// <returns>How many ReadyForQuery the client still waits for.</returns>
    public int End()
    {
        lock (_lock)
        {
            int left = _answers.Count(static answer => answer.EndsWithReady);
            _isOver = true;
            _answers.Clear();
            Monitor.PulseAll(_lock);
            return left;
        }
    }

    /// <summary>Waits until everything has been answered whose end was sent.</summary>
    public bool WaitUntilIdle(TimeSpan limit) => Wait(() => IsIdle, limit);

    /// <summary>Waits until something is awaited.</summary>
    public bool WaitUntilBusy(TimeSpan limit) => Wait(() => !IsIdle || _isOver, limit);

    /// <summary>Waits until more has been answered.</summary>
    /// <param name="completed">What <see cref="Completed"/> was before.</param>
    /// <param name="limit">How long.</param>
    public bool WaitForCompletion(int completed, TimeSpan limit) => Wait(() => Completed != completed || _isOver, limit);

    // A group without its Sync waits for its client, not for the server.
    private bool IsIdle => !_answers.Any(static answer => answer.EndsWithReady);

    private bool Wait(Func<bool> condition, TimeSpan limit)
    {
        long begin = Stopwatch.GetTimestamp();
        lock (_lock)
        {
            bool isTrue;
            TimeSpan left;
            while (!(isTrue = condition()) && (left = limit - Stopwatch.GetElapsedTime(begin)) > TimeSpan.Zero)
            {
                _ = Monitor.Wait(_lock, left);
            }

            return isTrue;
        }
    }

    // They were sent when their COPY had failed already, or had ended.
    private void SkipEndsOfCopy()
    {
        while (_answers.TryPeek(out AwaitedAnswer next) && next.Kind == AwaitedAnswerKind.CopyEnd)
        {
            _ = _answers.Dequeue();
        }
    }
}
