using NUnit.DbGuard.Lifecycle;

namespace NUnit.DbGuard.Access;

/// <summary>One <see cref="DatabaseAccess.Allow"/> or <see cref="DatabaseAccess.Block"/> on a flow, above the frames that it was opened in.</summary>
/// <remarks>A frame closes only itself: disposing it twice, late, or out of order neither opens nor closes what another frame decided.</remarks>
internal sealed class AccessFrame : IDisposable
{
    private readonly AccessFrame? _outer;
    private readonly HashSet<string>? _allowed;
    private int _closed;

    private AccessFrame(AccessFrame? outer, bool blocks, HashSet<string>? allowed, StandaloneScope? standalone)
    {
        _outer = outer;
        Blocks = blocks;
        _allowed = allowed;
        Standalone = standalone;
    }

    public bool Blocks { get; }

    /// <summary>The scope that owns what is written in this frame when no test or suite does.</summary>
    public StandaloneScope? Standalone { get; }

    /// <summary>The innermost frame of this flow that is still open.</summary>
    public static AccessFrame? Current => FirstOpen(FlowState.Current?.Frame);

    public AccessFrame? Outer => FirstOpen(_outer);

    private bool IsClosed => Volatile.Read(ref _closed) != 0;

    public static AccessFrame PushBlock() => Push(blocks: true, allowed: null, standalone: null);

    /// <param name="databases">The names to open; <see langword="null"/>: all.</param>
    /// <param name="standalone">The scope that owns what is written when no test or suite does.</param>
    public static AccessFrame PushAllow(HashSet<string>? databases, StandaloneScope? standalone) => Push(blocks: false, databases, standalone);

    public bool Allows(string database) => !Blocks && (_allowed is null || _allowed.Contains(database));

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
        {
            return;
        }

        if (ReferenceEquals(FlowState.Current?.Frame, this))
        {
            FlowState.SetFrame(FirstOpen(_outer));
        }

        if (!Blocks)
        {
            GuardSession.Current.CloseIdleConnections();
        }

        Standalone?.End();
    }

    private static AccessFrame Push(bool blocks, HashSet<string>? allowed, StandaloneScope? standalone)
    {
        AccessFrame frame = new(Current, blocks, allowed, standalone);
        FlowState.SetFrame(frame);
        return frame;
    }

    private static AccessFrame? FirstOpen(AccessFrame? frame)
    {
        while (frame is { IsClosed: true })
        {
            frame = frame._outer;
        }

        return frame;
    }
}
