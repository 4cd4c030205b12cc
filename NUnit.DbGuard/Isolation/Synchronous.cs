namespace NUnit.DbGuard.Isolation;

/// <summary>Waits for a user's asynchronous delegate where NUnit's seam is synchronous.</summary>
internal static class Synchronous
{
    /// <summary>Runs the delegate to its end.</summary>
    /// <remarks>
    /// On this thread where nothing can wait for it (so that locks which the thread holds, such as a connection pool's,
    /// do not stop the delegate), else on another, because the delegate's continuations would wait for this one.
    /// </remarks>
    public static void Wait(Func<CancellationToken, Task> work)
    {
        Task task = SynchronizationContext.Current is null ? work(CancellationToken.None) : Task.Run(() => work(CancellationToken.None));
        task.GetAwaiter().GetResult();
    }
}
