using System.Diagnostics;
using NUnit.DbGuard.Postgres.Gateway.Virtual;

namespace NUnit.DbGuard.Postgres.Gateway.Shared;

/// <summary>Who may use the shared session now: one client at a time, for a whole group.</summary>
/// <remarks>
/// <para>A client whose frame is on top of the stack, or who has none while no other has, takes its turn in the order of asking. One that has
/// none while another's transaction is open waits until that one ends or falls silent (<see cref="GatewayOptions.ReadGrace"/>, <see cref="GatewayOptions.WriteGrace"/>), and then works inside of it. One whose
/// frame has another's above it waits for that other.</para>
/// <para>Every wait ends: with the turn, with the client's cancel request, with the fence at the test's end, or when the one that is waited for has shown no
/// sign of life for <see cref="GatewayOptions.OverlapLimit"/>. A statement that runs on the server is a sign of life.</para>
/// <para>States: free → held → free; fenced: nobody gets a turn, and the fence's owner waits until it is free.</para>
/// </remarks>
internal sealed class SessionTurns(GatewayOptions options)
{
    private readonly object _lock = new();
    private readonly List<Waiter> _waiters = [];
    private ClientSession? _holder;
    private bool _isFenced = true;

    /// <summary>The client that has the turn.</summary>
    public ClientSession? Holder => Volatile.Read(ref _holder);

    /// <summary>What a client is told that comes between two tests.</summary>
    public static ClientErrorException NoTest() => new(ClientError.Error("57P03", "no test is running that may use this database"));

    /// <summary>Takes the turn.</summary>
    /// <param name="client">Who asks.</param>
    /// <param name="stack">The frames that decide who may.</param>
    /// <exception cref="ClientErrorException">The wait has ended without it.</exception>
    public void Take(ClientSession client, TransactionStack stack)
    {
        Waiter waiter;
        lock (_lock)
        {
            ThrowIfFenced();
            client.ThrowIfCancelled();
            if (_holder is null && _waiters.Count == 0 && IsNext(client, stack))
            {
                _holder = client;
                return;
            }

            waiter = new(client, stack, Stopwatch.GetTimestamp());
            _waiters.Add(waiter);
            if (_holder is null)
            {
                // Those before it may be waiting for its own transaction, and would look no sooner than at the end of their slice.
                GrantNext();
            }
        }

        Wait(waiter);
    }

    /// <summary>Refuses what comes while nobody is let in: between two tests, and while one ends.</summary>
    /// <exception cref="ClientErrorException">Nobody is.</exception>
    public void ThrowIfFenced()
    {
        if (Volatile.Read(ref _isFenced))
        {
            throw NoTest();
        }
    }

    /// <summary>Gives the turn back.</summary>
    public void Leave(ClientSession client)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(_holder, client))
            {
                throw new InvalidOperationException("The turn is another's.");
            }

            client.Activity.Touch();
            _holder = null;
            GrantNext();
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Wakes a client that waits, so that it sees that it has been cancelled.</summary>
    public void Wake(ClientSession client)
    {
        lock (_lock)
        {
            _waiters.Find(waiter => ReferenceEquals(waiter.Client, client))?.Signal.Set();
        }
    }

    /// <summary>Lets nobody in any more, and waits until nobody is.</summary>
    /// <returns>Whether the session is free.</returns>
    public bool Fence(TimeSpan limit)
    {
        long begin = Stopwatch.GetTimestamp();
        lock (_lock)
        {
            _isFenced = true;
            _waiters.ForEach(static waiter => waiter.Signal.Set());
            TimeSpan left;
            while (_holder is not null && (left = limit - Stopwatch.GetElapsedTime(begin)) > TimeSpan.Zero)
            {
                _ = Monitor.Wait(_lock, left);
            }

            return _holder is null;
        }
    }

    public void Open()
    {
        lock (_lock)
        {
            _isFenced = false;
        }
    }

    private void Wait(Waiter waiter)
    {
        while (true)
        {
            _ = waiter.Signal.Wait(waiter.Slice);
            lock (_lock)
            {
                if (waiter.IsGranted)
                {
                    waiter.Signal.Dispose();
                    return;
                }

                waiter.Signal.Reset();
                try
                {
                    ThrowIfFenced();
                    waiter.Client.ThrowIfCancelled();
                    if (_holder is null)
                    {
                        GrantNext();
                    }

                    if (!waiter.IsGranted)
                    {
                        ThrowIfBlockedTooLong(waiter);
                        waiter.Slice = SliceOf(waiter);
                    }
                }
                catch
                {
                    _ = _waiters.Remove(waiter);
                    waiter.Signal.Dispose();
                    throw;
                }
            }
        }
    }

    private void GrantNext()
    {
        Waiter? next = _isFenced ? null : _waiters.Find(waiter => IsNext(waiter.Client, waiter.Stack));
        if (next is not null)
        {
            _ = _waiters.Remove(next);
            _holder = next.Client;

            // Its wait was no silence of its own.
            next.Client.Activity.Touch();
            next.IsGranted = true;
            next.Signal.Set();
        }
    }

    private bool IsNext(ClientSession client, TransactionStack stack) =>
        stack.TopOfClients?.Owner is not { } owner || ReferenceEquals(owner, client)
        || (!client.Transaction.HasFrames && owner.Activity.IsSilentFor(client.IsReading ? options.ReadGrace : options.WriteGrace));

    private void ThrowIfBlockedTooLong(Waiter waiter)
    {
        ClientSession? blocker = _holder ?? waiter.Stack.TopOfClients?.Owner;
        if (blocker is null || blocker.Activity.IsOnServer || ReferenceEquals(blocker, waiter.Client))
        {
            return;
        }

        if (blocker.Activity.IsSilentFor(options.OverlapLimit) && Stopwatch.GetElapsedTime(waiter.Since) > options.OverlapLimit)
        {
            throw waiter.Client.Database.Overlap(waiter.Client, blocker);
        }
    }

    private TimeSpan SliceOf(Waiter waiter) =>
        _holder is null && !waiter.Client.Transaction.HasFrames ? TimeSpan.FromMilliseconds(2) : TimeSpan.FromMilliseconds(50);

    private sealed class Waiter(ClientSession client, TransactionStack stack, long since)
    {
        public ClientSession Client { get; } = client;

        public TransactionStack Stack { get; } = stack;

        public long Since { get; } = since;

        public ManualResetEventSlim Signal { get; } = new();

        public bool IsGranted { get; set; }

        public TimeSpan Slice { get; set; } = TimeSpan.FromMilliseconds(2);
    }
}
