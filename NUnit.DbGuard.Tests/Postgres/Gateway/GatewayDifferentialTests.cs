using System.Runtime.Versioning;
using NUnit.DbGuard.Postgres.Gateway;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

namespace NUnit.DbGuard.Tests.Postgres.Gateway;

/// <summary>Rollback: one shared transaction, of which no client may notice anything.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class GatewayDifferentialTests : DifferentialTests
{
    private protected override int RandomPrograms => 150;

    private protected override int NewPrograms => 100;

    private protected override IWireTarget CreateTarget() => new GatewayTarget();

    // What waits for another's silence waits for it in vain: the other is silent until the step has ended.
    private protected override IWireTarget CreateTargetOfPrograms() =>
        new GatewayTarget(options: new GatewayOptions { OverlapLimit = TimeSpan.FromSeconds(1), ReadGrace = TimeSpan.FromMilliseconds(1), WriteGrace = TimeSpan.FromMilliseconds(1) });
}
