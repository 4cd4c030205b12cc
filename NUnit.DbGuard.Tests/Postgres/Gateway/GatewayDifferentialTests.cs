using System.Runtime.Versioning;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

namespace NUnit.DbGuard.Tests.Postgres.Gateway;

/// <summary>Rollback: one shared transaction, of which no client may notice anything.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class GatewayDifferentialTests : DifferentialTests
{
    private protected override IWireTarget CreateTarget() => new GatewayTarget();
}
