using System.Diagnostics;
using System.Runtime.Versioning;
using NUnit.DbGuard.Tests.Postgres.Gateway.Scripts;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Programs;

namespace NUnit.DbGuard.Tests.Postgres.Gateway;

/// <summary>Every script, on the server itself and on a target: the two must not be told apart.</summary>
/// <remarks>A target gets a fixture of its own that derives from this one.</remarks>
[UnsupportedOSPlatform("windows")]
public abstract class DifferentialTests
{
    private static readonly TimeSpan s_shrinkingLimit = TimeSpan.FromMinutes(1);

    private WireServer _server = null!;
    private IWireTarget _target = null!;
    private IWireTarget _targetOfPrograms = null!;
    private Judge _judge = null!;

    /// <summary>How many random programs are played unless more are asked for.</summary>
    private protected virtual int RandomPrograms => 30;

    /// <summary>How many more, from a seed that is another in each run.</summary>
    private protected virtual int NewPrograms => 0;

    [OneTimeSetUp]
    public void Start()
    {
        _server = new();
        _target = CreateTarget();
        _targetOfPrograms = CreateTargetOfPrograms();
        _judge = new(_server, _targetOfPrograms);
    }

    [OneTimeTearDown]
    public void Stop()
    {
        _target?.Dispose();
        _targetOfPrograms?.Dispose();
        _server?.Dispose();
    }

    [TestCaseSource(nameof(Scripts))]
    public void A_client_sees_what_it_would_see_of_a_session_of_its_own(string topic, string rule)
    {
        WireScript script = Corpus.All.Single(script => script.Topic == topic && script.Rule == rule);

        string? complaint = new Judge(_server, _target).Find(script);

        Assert.That(complaint, Is.Null);
    }

    [Test]
    public void A_random_program_runs_as_on_the_server() => ProgramRun.Play(RandomPrograms, NewPrograms, Find, () => _judge.AtLimits);

    private protected abstract IWireTarget CreateTarget();

    /// <summary>The target for programs of which no step runs beside another.</summary>
    private protected virtual IWireTarget CreateTargetOfPrograms() => CreateTarget();

    private string? Find(int seed)
    {
        IReadOnlyList<ProgramPart> program = RandomProgram.Of(seed);
        _judge.Limits = RandomProgram.LimitsOf(seed);
        if (_judge.Find(ProgramPart.StepsOf(program)) is not { } complaint)
        {
            return null;
        }

        if (complaint.StartsWith(Judge.WrongScript, StringComparison.Ordinal) || _judge.FindOnNew(ProgramPart.StepsOf(program)) is null)
        {
            return $"{string.Join("\n    ", ProgramPart.StepsOf(program))}\n{complaint}";
        }

        // A target that does not answer at all costs a time limit for each candidate.
        long begin = Stopwatch.GetTimestamp();
        IReadOnlyList<ProgramPart> smallest = Shrinking.Smallest(program, candidate => Stopwatch.GetElapsedTime(begin) < s_shrinkingLimit && _judge.FindOnNew(ProgramPart.StepsOf(candidate)) is not null);
        IReadOnlyList<WireStep> steps = ProgramPart.StepsOf(smallest);
        return $"{string.Join("\n    ", steps)}\n{_judge.FindOnNew(steps) ?? $"(not always) {complaint}"}";
    }

    private static IEnumerable<TestCaseData> Scripts() => Corpus.All.Select(static script => new TestCaseData(script.Topic, script.Rule));
}
