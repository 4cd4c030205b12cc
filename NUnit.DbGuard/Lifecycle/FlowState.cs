using NUnit.DbGuard.Access;
using NUnit.DbGuard.Isolation;

namespace NUnit.DbGuard.Lifecycle;

/// <summary>What follows the async flow: the test it belongs to, the frames of <see cref="DatabaseAccess"/> on it, and a database being created.</summary>
/// <remarks>One immutable value in one <see cref="AsyncLocal{T}"/>, because it is read at every command.</remarks>
internal sealed class FlowState
{
    private static readonly AsyncLocal<FlowState?> s_current = new();

    private FlowState(TestScope? test, AccessFrame? frame, DatabaseCreation? creation)
    {
        Test = test;
        Frame = frame;
        Creation = creation;
    }

    public static FlowState? Current => s_current.Value;

    public TestScope? Test { get; }

    public AccessFrame? Frame { get; }

    public DatabaseCreation? Creation { get; }

    public static void EnterTest(TestScope test) => s_current.Value = new FlowState(test, frame: null, creation: null);

    public static void LeaveTest() => s_current.Value = null;

    public static void SetFrame(AccessFrame? frame)
    {
        FlowState? state = s_current.Value;
        s_current.Value = state?.Test is null && frame is null && state?.Creation is null
            ? null
            : new FlowState(state?.Test, frame, state?.Creation);
    }

    /// <summary>Runs set-up code of the library's user on a flow of its own, where the database that it makes is open.</summary>
    public static void RunCreation(DatabaseCreation creation, Action work)
    {
        FlowState? outer = s_current.Value;
        s_current.Value = new FlowState(test: null, frame: null, creation);
        try
        {
            work();
        }
        finally
        {
            s_current.Value = outer;
        }
    }
}
