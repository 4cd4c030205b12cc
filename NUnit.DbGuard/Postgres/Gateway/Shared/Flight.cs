using System.Buffers;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Shared;

/// <summary>Messages that go to the server in one write, with what is to become of their answers.</summary>
/// <remarks>
/// States: being built → flown once → built anew. A step without its own ReadyForQuery must be followed by one that has it: every flight ends
/// with the server waiting for the next.
/// </remarks>
internal sealed class Flight : IDisposable
{
    private readonly FrameBuffer _messages = new();
    private readonly List<FlightStep> _steps = [];

    public FrameBuffer Messages => _messages;

    public IReadOnlyList<FlightStep> Steps => _steps;

    public bool IsEmpty => _steps.Count == 0;

    /// <summary>Whether the last step still needs a Sync.</summary>
    public bool IsOpen => _steps.Count > 0 && !_steps[^1].EndsWithReady;

    public void Add<TMessage>(TMessage message, FlightStepKind kind, FlightStepOwner owner, int index = -1)
        where TMessage : struct, IMessage<TMessage>
    {
        message.Write(_messages);
        _steps.Add(new(kind, owner, index));
    }

    /// <summary>Adds a message in the client's own bytes.</summary>
    public void Add(Frame frame, FlightStepKind kind, int index = -1)
    {
        frame.Write(_messages);
        _steps.Add(new(kind, FlightStepOwner.Client, index));
    }

    /// <summary>Whether its last command takes data from the client.</summary>
    /// <remarks>
    /// Its Sync follows the data then. One ahead of them is passed over by a server that reads data, but not by one whose command ends before it has read any, as a
    /// cancelled one does: then two would be answered.
    /// </remarks>
    public bool TakesData { get; set; }

    /// <summary>Whether the last step's Sync is still to be sent.</summary>
    public bool IsSyncHeld { get; private set; }

    /// <summary>Ends it with a Sync that is sent when the data have been, or when it is its turn to be answered: after an error.</summary>
    public void HoldSync()
    {
        Flush();
        _steps.Add(new(FlightStepKind.Sync, FlightStepOwner.Gateway, Index: -1));
        IsSyncHeld = true;
    }

    /// <summary>Notes that the Sync has been sent.</summary>
    public void ReleaseSync() => IsSyncHeld = false;

    public void Sync(FlightStepOwner owner = FlightStepOwner.Gateway) => Add(default(Sync), FlightStepKind.Sync, owner);

    /// <summary>Puts a Flush, which nothing answers, behind what must be answered before more is sent.</summary>
    public void Flush() => default(Protocol.Flush).Write(_messages);

    /// <summary>Whether what leads it is answered at once, and not with the rest.</summary>
    public bool AnswersPrefix { get; private set; }

    /// <summary>Has what was added up to here answered at once, though the rest is sent with it.</summary>
    public void FlushPrefix()
    {
        Flush();
        AnswersPrefix = true;
    }

    public void Clear()
    {
        _messages.Clear();
        _steps.Clear();
        TakesData = false;
        IsSyncHeld = false;
        AnswersPrefix = false;
    }

    public void Dispose() => _messages.Dispose();
}
