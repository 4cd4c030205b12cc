using System.Diagnostics;
using System.Reflection;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Lifecycle;
using NUnit.Framework.Interfaces;

namespace NUnit.DbGuard.Access;

/// <summary>Decides whether code may use a database now, and whose work it is.</summary>
/// <remarks>
/// <para>The frames of <see cref="DatabaseAccess"/> decide first, innermost outwards; then the mark of the test or suite that
/// the flow belongs to. Work on no test's flow may do what the running tests may. Databases that no set-up fixture names
/// are closed to all.</para>
/// <para>A refusal is thrown and recorded on the test, because the code under test may swallow the exception; inside
/// <see cref="DatabaseAccess.Block"/> it is expected, and only thrown.</para>
/// </remarks>
internal sealed class AccessGate(GuardSession session)
{
    /// <summary>Answers with whose work it is, or throws.</summary>
    /// <exception cref="DatabaseAccessBlockedException">DBG1001 to DBG1006.</exception>
    public AccessGrant Demand(in AccessRequest request)
    {
        AccessGrant grant = Decide(request);
        if (grant.Scope is { } scope && !request.AsksWhere)
        {
            request.Engine?.Announce(scope, request.Locator);
        }

        return grant;
    }

    /// <summary>As <see cref="Demand(in AccessRequest)"/>, where it is only known that the access goes to one of several databases, if to any that is configured.</summary>
    /// <param name="request">The access, without its database.</param>
    /// <param name="engines">The databases that it may be; one that is open to this work is enough, and all that are hear of it.</param>
    /// <exception cref="DatabaseAccessBlockedException">DBG1001 to DBG1006: none of them is open.</exception>
    public void Demand(in AccessRequest request, IReadOnlyList<DatabaseEngine> engines)
    {
        Subject subject = engines.Count > 1 ? Subject.Find(session) : default;
        DatabaseEngine[] open = engines.Count > 1 ? [.. engines.Where(engine => IsOpen(engine, subject))] : [.. engines];
        if (open.Length == 0)
        {
            _ = Demand(request with { Engine = engines.Count > 0 ? engines[0] : null });
            return;
        }

        foreach (DatabaseEngine engine in open)
        {
            _ = Demand(request with { Engine = engine });
        }
    }

    /// <summary>Whether the code that runs now may use one database or another.</summary>
    public bool IsAnyAllowed()
    {
        FlowState? flow = FlowState.Current;
        if (flow?.Creation is not null)
        {
            return true;
        }

        Subject subject = Subject.Find(session);
        if (subject.Kind is SubjectKind.EndedTest or SubjectKind.EndedSuite)
        {
            return false;
        }

        if (AccessFrame.Current is { } frame)
        {
            return !frame.Blocks;
        }

        return subject.Kind switch
        {
            SubjectKind.Test => subject.Test!.Mark.IsOpen,
            SubjectKind.Suite => MarkReader.For(subject.NUnitTest!).IsOpen && !IsInConstructor(subject.NUnitTest!),
            SubjectKind.Background => subject.Running!.Any(static scope => scope.Mark.IsOpen),
            _ => false,
        };
    }

    private static bool IsOpen(DatabaseEngine engine, in Subject subject)
    {
        if (FlowState.Current?.Creation is { } creation)
        {
            return ReferenceEquals(creation.Engine, engine);
        }

        for (AccessFrame? frame = AccessFrame.Current; frame is not null; frame = frame.Outer)
        {
            if (frame.Blocks || engine.IsAllowedBy(frame))
            {
                return !frame.Blocks;
            }
        }

        return subject.Kind switch
        {
            SubjectKind.Test => engine.IsOpenedBy(subject.Test!.Mark),
            SubjectKind.Suite => engine.IsOpenedBy(MarkReader.For(subject.NUnitTest!)),
            SubjectKind.Background => subject.Running!.Any(test => engine.IsOpenedBy(test.Mark)),
            _ => false,
        };
    }

    private AccessGrant Decide(in AccessRequest request)
    {
        if (FlowState.Current?.Creation is { } creation)
        {
            return request.IsPrivate || ReferenceEquals(request.Engine?.Primary, creation.Engine)
                ? new AccessGrant(Scope: null, creation)
                : throw AccessErrors.OtherDatabaseInCreation(request, creation.Engine.Name);
        }

        Subject subject = Subject.Find(session);
        AccessFrame? frame = AccessFrame.Current;
        bool isWithinAllow = frame is { Blocks: false };
        for (; frame is not null; frame = frame.Outer)
        {
            if (frame.Blocks)
            {
                throw AccessErrors.BlockedByScope(request, NameOf(subject));
            }

            if (request.IsPrivate || (request.Engine is { } engine && engine.IsAllowedBy(frame)))
            {
                break;
            }
        }

        return subject.Kind switch
        {
            SubjectKind.Test => Demand(request, subject.Test!, frame, isWithinAllow),
            SubjectKind.EndedTest => throw session.RecordForRun(AccessErrors.TestEnded(request, subject.Test!.Name)),
            SubjectKind.EndedSuite => throw session.RecordForRun(AccessErrors.SuiteEnded(request, subject.NUnitTest!.FullName)),
            SubjectKind.Suite => DemandForSuite(request, subject, frame, isWithinAllow),
            SubjectKind.Background => DemandForBackground(request, subject, frame),
            SubjectKind.BeforeTest => frame is { Standalone: { } scope }
                ? new AccessGrant(scope, Creation: null)
                : throw RefuseLater(
                    IsInConstructor(subject.NUnitTest!) ? AccessErrors.InConstructor(request, subject.NUnitTest!.FullName) : AccessErrors.AroundTest(request, subject.NUnitTest!.FullName),
                    subject.NUnitTest!),
            SubjectKind.Outside => frame is { Standalone: { } scope }
                ? new AccessGrant(scope, Creation: null)
                : throw session.RecordForRun(AccessErrors.OutsideTest(request)),
            _ => throw new UnreachableException($"Unknown subject {subject.Kind}."),
        };
    }

    private static AccessGrant Demand(in AccessRequest request, TestScope test, AccessFrame? frame, bool isWithinAllow)
    {
        if (frame is null && Refusal(request, test.Mark, test.Name, isWithinAllow) is { } refusal)
        {
            test.Record(refusal);
            throw refusal;
        }

        return new AccessGrant(test, Creation: null);
    }

    private AccessGrant DemandForSuite(in AccessRequest request, in Subject subject, AccessFrame? frame, bool isWithinAllow)
    {
        ITest suite = subject.NUnitTest!;
        if (frame is null)
        {
            DatabaseAccessBlockedException? refusal = IsInConstructor(suite)
                ? AccessErrors.InConstructor(request, suite.FullName)
                : Refusal(request, MarkReader.For(suite), suite.FullName, isWithinAllow, AccessErrors.SuiteNotMarked);
            if (refusal is not null)
            {
                throw RefuseLater(refusal, suite);
            }
        }

        return new AccessGrant(session.Suites.GetOrAdd(suite, subject.Result!), Creation: null);
    }

    private AccessGrant DemandForBackground(in AccessRequest request, in Subject subject, AccessFrame? frame)
    {
        IReadOnlyList<TestScope> running = subject.Running!;
        AccessRequest wanted = request;
        TestScope[] open = frame is null ? [.. running.Where(test => Opens(test.Mark, wanted))] : [.. running];
        if (open.Length == 1)
        {
            return new AccessGrant(open[0], Creation: null);
        }

        if (open.Length > 1)
        {
            return request.Engine?.OwnerOf(request.Locator ?? request.Target, open) is { } owner
                ? new AccessGrant(owner, Creation: null)
                : request.IsPrivate
                    ? new AccessGrant(open[0], Creation: null)
                : request.IsToldByConnection
                    ? new AccessGrant(Scope: null, Creation: null)
                    : throw session.RecordForRun(AccessErrors.AmbiguousTest(request, open.Select(static test => test.Name)));
        }

        if (running.Count > 1)
        {
            throw session.RecordForRun(AccessErrors.BackgroundOfMany(request, running.Select(static test => test.Name)));
        }

        DatabaseAccessBlockedException refusal = Refusal(request, running[0].Mark, running[0].Name)!;
        running[0].Record(refusal);
        throw refusal;
    }

    private static bool Opens(DatabaseMark mark, in AccessRequest request) =>
        request.IsPrivate ? mark.IsOpen : request.Engine is { } engine && engine.IsOpenedBy(mark);

    private static DatabaseAccessBlockedException? Refusal(
        in AccessRequest request, DatabaseMark mark, string who, bool isWithinAllow = false, NotMarkedError? notMarked = null) =>
        Opens(mark, request) ? null
        : isWithinAllow && request.Engine is null ? AccessErrors.NotConfigured(request, who)
        : !mark.IsOpen ? (notMarked ?? AccessErrors.NotMarked)(request, who)
        : request.Engine is null ? AccessErrors.NotConfigured(request, who)
        : AccessErrors.NotNamed(request, who, mark.Databases);

    private DatabaseAccessBlockedException RefuseLater(DatabaseAccessBlockedException refusal, ITest suiteOrTest)
    {
        session.ForNextTest.Keep(suiteOrTest, refusal);
        return refusal;
    }

    // NUnit makes the fixture in the same context as its one-time set-up; only the stack tells them apart.
    private static bool IsInConstructor(ITest suite)
    {
        if (suite.TypeInfo?.Type is not { } fixture)
        {
            return false;
        }

        foreach (StackFrame frame in new StackTrace(skipFrames: 1, fNeedFileInfo: false).GetFrames())
        {
            if (frame.GetMethod() is ConstructorInfo { DeclaringType: { } type } && type.IsAssignableFrom(fixture))
            {
                return true;
            }
        }

        return false;
    }

    private delegate DatabaseAccessBlockedException NotMarkedError(in AccessRequest request, string who);

    private static string? NameOf(in Subject subject) => subject.Test?.Name ?? subject.NUnitTest?.FullName;
}
