using System.Net.Sockets;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

namespace NUnit.DbGuard.Tests.Fuzz;

/// <summary>A client that has authenticated in good order, and then sends bytes at its own pace, reads as it pleases, cancels, and leaves in one way or another.</summary>
/// <remarks>What it is sent must always be whole messages, but for the last when it leaves: also to such a client the gateway speaks the protocol.</remarks>
internal sealed class HostileClient
{
    private static readonly TimeSpan s_sendLimit = TimeSpan.FromMilliseconds(500);

    private readonly WireClient _client;
    private readonly byte[] _stream;
    private readonly Random _random;
    private readonly FuzzRun _run;
    private readonly bool _reads;
    private readonly bool _leavesAtOnce;
    private long _steps;

    public HostileClient(WireEndpoint endpoint, byte[] stream, int seed, FuzzRun run)
    {
        _stream = stream;
        _random = new Random(seed);
        _run = run;
        _reads = _random.Next(4) > 0;
        _leavesAtOnce = _random.Next(4) == 0;
        _client = WireClient.Ready(endpoint);

        // How long it is told nothing depends on the others: the round watches over all of them.
        _client.Socket.ReceiveTimeout = 0;
        _run.Count("connections");
    }

    /// <summary>How much it has sent and been told: while that grows, of it or of another, the gateway goes on.</summary>
    public long Steps => Interlocked.Read(ref _steps);

    /// <summary>What went wrong on the gateway's side; <see langword="null"/>: nothing.</summary>
    public string? Complaint { get; private set; }

    /// <summary>Ends a client that waits in vain. From any thread.</summary>
    public void GiveUp(string complaint)
    {
        Complaint ??= complaint;
        _client.Leave();
    }

    /// <summary>Says what it has to say, to its end.</summary>
    public void Play()
    {
        try
        {
            using WireClient client = _client;
            Thread? reader = _reads ? new Thread(ReadAll) { IsBackground = true, Name = "hostile client reads" } : null;
            reader?.Start();
            bool isSent = Write();
            if (_leavesAtOnce || reader is null || !isSent)
            {
                _client.Leave();
            }
            else
            {
                _client.EndSending();
            }

            // Its connection has to end now that it has said all.
            reader?.Join();
        }
#pragma warning disable CA1031 // An exception that leaves a thread ends the process; the round asserts on what is kept of it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Complaint ??= exception.ToString();
        }
    }

    private bool Write()
    {
        _client.Socket.SendTimeout = (int)s_sendLimit.TotalMilliseconds;
        int chunk = _random.Next(4) switch
        {
            0 => 7,
            1 => 100,
            2 => 5_000,
            _ => int.MaxValue,
        };
        try
        {
            for (int offset = 0; offset < _stream.Length;)
            {
                int count = Math.Min(chunk, _stream.Length - offset);
                int sent = _client.Socket.Send(_stream.AsSpan(offset, count));
                _run.Count("bytes", sent);
                offset += sent;
                _ = Interlocked.Increment(ref _steps);
                if (_random.Next(200) == 0)
                {
                    _run.Count("cancel requests");
                    _client.Cancel();
                    _ = Interlocked.Increment(ref _steps);
                }
                else if (_random.Next(50) == 0)
                {
                    Thread.Yield();
                }
            }

            return true;
        }
        catch (SocketException)
        {
            // The gateway has closed, or does not read because this client does not.
            return false;
        }
    }

    private void ReadAll()
    {
        try
        {
            while (_client.Read() is { } frame)
            {
                _run.Count("messages read");
                _ = Interlocked.Increment(ref _steps);
                if (frame.Type == ErrorResponse.Type && ErrorResponse.Read(frame.Body).Fields.Find(ErrorField.Message)?.ToString() is { } message
                    && message.StartsWith("the gateway failed", StringComparison.Ordinal))
                {
                    Complaint ??= $"{message}\n{ErrorResponse.Read(frame.Body).Fields.Find(ErrorField.Detail)}";
                }
            }
        }
        catch (ProtocolViolationException violation) when (violation.IsCut)
        {
            // It left, or was thrown out in the middle of a result at the test's end.
        }
        catch (ObjectDisposedException)
        {
            // It has left.
        }
#pragma warning disable CA1031 // An exception that leaves a thread ends the process; the round asserts on what is kept of it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Complaint ??= exception.ToString();
        }
    }
}
