using System.Collections.Concurrent;

namespace NUnit.DbGuard.Tests.Inner.Situations.Background;

/// <summary>A thread that was started on no test's flow and is given work through a queue, as a host's service is.</summary>
internal sealed class Worker
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly BlockingCollection<(Action Work, TaskCompletionSource Done)> _queue = [];

    /// <param name="keepsFlow">Whether the thread keeps the flow of who makes it.</param>
    public Worker(bool keepsFlow)
    {
        Thread thread = new(Loop) { IsBackground = true };
        if (keepsFlow)
        {
            thread.Start();
        }
        else
        {
            thread.UnsafeStart();
        }
    }

    /// <summary>The worker of the namespace's set-up, which is older than every test.</summary>
    public static Worker Old { get; } = new(keepsFlow: false);

    public void Run(Action work)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Add((work, done));
        done.Task.WaitAsync(s_limit).GetAwaiter().GetResult();
    }

    private void Loop()
    {
        foreach ((Action work, TaskCompletionSource done) in _queue.GetConsumingEnumerable())
        {
            try
            {
                work();
                done.SetResult();
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        }
    }
}
