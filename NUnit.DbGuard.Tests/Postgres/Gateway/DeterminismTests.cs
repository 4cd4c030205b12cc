using System.Runtime.Versioning;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

namespace NUnit.DbGuard.Tests.Postgres.Gateway;

/// <summary>The server compared with itself: a script that fails here says nothing about the gateway.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class DeterminismTests : DifferentialTests
{
    private protected override IWireTarget CreateTarget() => new DirectTarget();
}
