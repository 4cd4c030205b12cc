using NUnit.DbGuard.Lifecycle;
using NUnit.Framework.Internal;

namespace NUnit.DbGuard.Access;

/// <summary>One <see cref="DatabaseAccess.Allow"/> or <see cref="DatabaseAccess.Block"/> on a flow, above the frames that it was opened in.</summary>
/// <remarks>
/// A frame closes only itself: disposing it twice, late, or out of order neither opens nor closes what another frame decided. One that is never
/// disposed ends with its test, or with the set-up of its suite: NUnit runs suites one after the other on one flow.
/// </remarks>
internal sealed class AccessFrame : IDisposable
{
    private readonly AccessFrame? _outer;
    private readonly HashSet<string>? _allowed;
    private readonly Test? _suite;
    private int _closed;

    private AccessFrame(AccessFrame? outer, bool blocks, HashSet<string>? allowed, StandaloneScope? standalone)
    {
        _outer = outer;
        Blocks = blocks;
        _allowed = allowed;
        _suite = SuiteOfFlow();
        Standalone = standalone;
    }

    public bool Blocks { get; }

    /// <summary>The scope that owns what is written in this frame when no test or suite does.</summary>
    public StandaloneScope? Standalone { get; }

    /// <summary>The innermost frame of this flow that is still open.</summary>
    public static AccessFrame? Current => FirstInEffect(FlowState.Current?.Frame);

    public AccessFrame? Outer => FirstInEffect(_outer);

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
            FlowState.SetFrame(FirstInEffect(_outer));
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

    private static AccessFrame? FirstInEffect(AccessFrame? frame)
    {
        Test? suite = frame is null ? null : SuiteOfFlow();
        while (frame is not null && (frame.IsClosed || !ReferenceEquals(frame._suite, suite)))
        {
            frame = frame._outer;
        }

        return frame;
    }

    // A test's flow begins without frames.
    private static Test? SuiteOfFlow() =>
        FlowState.Current?.Test is null && TestExecutionContext.CurrentContext is var context and not TestExecutionContext.AdhocContext ? context.CurrentTest : null;
}
