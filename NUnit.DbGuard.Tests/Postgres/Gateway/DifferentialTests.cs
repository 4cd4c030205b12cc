using System.Runtime.Versioning;
using NUnit.DbGuard.Tests.Postgres.Gateway.Scripts;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

namespace NUnit.DbGuard.Tests.Postgres.Gateway;

/// <summary>Every script, on the server itself and on a target: the two must not be told apart.</summary>
/// <remarks>A target gets a fixture of its own that derives from this one.</remarks>
[UnsupportedOSPlatform("windows")]
public abstract class DifferentialTests
{
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

    private protected abstract IWireTarget CreateTarget();

    private static IEnumerable<TestCaseData> Scripts() => Corpus.All.Select(static script => new TestCaseData(script.Topic, script.Rule));
}
