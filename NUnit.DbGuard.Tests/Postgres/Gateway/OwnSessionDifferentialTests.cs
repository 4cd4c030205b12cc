using System.Runtime.Versioning;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

namespace NUnit.DbGuard.Tests.Postgres.Gateway;

/// <summary>Each client with a server session of its own: the gateway only passes on, and nothing may differ, whatever one shared session could not give.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class OwnSessionDifferentialTests : DifferentialTests
{
    private protected override IWireTarget CreateTarget() => new GatewayTarget(ownSessions: true);
}
