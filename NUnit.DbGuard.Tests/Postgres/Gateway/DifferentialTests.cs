using System.Globalization;
using System.Runtime.Versioning;
using NUnit.DbGuard.Tests.Postgres.Gateway.Scripts;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

namespace NUnit.DbGuard.Tests.Postgres.Gateway;

/// <summary>Every script, on the server itself and on a target: the two must not be told apart.</summary>
/// <remarks>A target gets a fixture of its own that derives from this one.</remarks>
[UnsupportedOSPlatform("windows")]
public abstract class DifferentialTests
{
    private const int RandomPrograms = 15;

    private WireServer _server = null!;
    private IWireTarget _target = null!;

    [OneTimeSetUp]
    public void Start()
    {
        _server = new();
        _target = CreateTarget();
    }

    [OneTimeTearDown]
    public void Stop()
    {
        _target?.Dispose();
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
    public void A_random_program_runs_as_on_the_server([ValueSource(nameof(Seeds))] int seed) => Run(seed);

    private protected abstract IWireTarget CreateTarget();

    // More are played by setting WIRE_PROGRAMS to how many.
    private static IEnumerable<int> Seeds() =>
        Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("WIRE_PROGRAMS"), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : RandomPrograms);

    private void Run(int seed)
    {
        Judge judge = new(_server, _target);
        IReadOnlyList<ProgramPart> program = RandomProgram.Of(seed);
        if (judge.Find(ProgramPart.StepsOf(program)) is not null)
        {
            IReadOnlyList<ProgramPart> smallest = Shrinking.Smallest(program, candidate => judge.Find(ProgramPart.StepsOf(candidate)) is not null);
            IReadOnlyList<WireStep> steps = ProgramPart.StepsOf(smallest);
            Assert.Fail($"Seed {seed}, made smaller:\n    {string.Join("\n    ", steps)}\n{judge.Find(steps)}");
        }
    }

    private static IEnumerable<TestCaseData> Scripts() => Corpus.All.Select(static script => new TestCaseData(script.Topic, script.Rule));
}
