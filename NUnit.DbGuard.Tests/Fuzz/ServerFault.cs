using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

namespace NUnit.DbGuard.Tests.Fuzz;

/// <summary>What befalls the bytes that the server says to the gateway, some bytes after it was armed: once.</summary>
internal sealed class ServerFault : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _stalled = new(initialState: true);
    private Random? _random;
    private long _left;

    /// <summary>How many faults there have been.</summary>
    public int Count { get; private set; }

    /// <summary>Has the fault happen on the next connection's or the present one's bytes.</summary>
    public void Arm(Random random)
    {
        lock (_lock)
        {
            _random = new Random(random.Next());
            _left = _random.Next(3) == 0 ? _random.Next(5_000) : _random.Next(600);
        }
    }

    /// <summary>Lets what stalled go on, and all that follows through unchanged.</summary>
    public void Disarm()
    {
        lock (_lock)
        {
            _random = null;
        }

        _stalled.Set();
    }

    /// <summary>Passes on what the server says, or what is made of it.</summary>
    public void Pass(ReadOnlyMemory<byte> bytes, Action<ReadOnlyMemory<byte>> write)
    {
        Random? random = null;
        lock (_lock)
        {
            if (_random is not null && (_left -= bytes.Length) < 0)
            {
                (random, _random) = (_random, null);
                Count++;
            }
        }

        if (random is null)
        {
            write(bytes);
            return;
        }

        byte[] changed = bytes.ToArray();
        int place = random.Next(changed.Length + 1);
        switch (random.Next(7))
        {
            case 0:
                write(bytes[..place]);
                throw new IOException("The server has gone.");
            case 1:
                write(bytes[..place]);
                _stalled.Reset();
                Assert.That(_stalled.Wait(6 * WireClient.ReadLimit), Is.True, "The round is over long since.");
                write(bytes[place..]);
                break;
            case 2:
                write(bytes[..place]);
                break;
            case 3:
                write(bytes);
                write(bytes[place..]);
                break;
            case 4:
                write(bytes[..place]);
                byte[] noise = new byte[random.Next(1, 40)];
                random.NextBytes(noise);
                write(noise);
                write(bytes[place..]);
                break;
            default:
                Mutation.Flip(changed, random);
                write(changed);
                break;
        }
    }

    public void Dispose()
    {
        Disarm();
        _stalled.Dispose();
    }
}
