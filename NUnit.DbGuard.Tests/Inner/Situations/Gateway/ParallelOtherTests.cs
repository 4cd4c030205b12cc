namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

[RequiresDatabase]
[Parallelizable(ParallelScope.All)]
[Category("Separate")]
[Category("GatewayParallel")]
public sealed class ParallelOtherTests : ParallelTests;
