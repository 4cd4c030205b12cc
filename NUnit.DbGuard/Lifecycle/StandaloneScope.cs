using NUnit.DbGuard.Isolation;

namespace NUnit.DbGuard.Lifecycle;

/// <summary>Access that was allowed outside of every test and fixture; what it writes is discarded at its end.</summary>
internal sealed class StandaloneScope() : DatabaseScope("DatabaseAccess.Allow() outside a test")
{
    public override SuiteScope? Below(DatabaseEngine engine) => null;
}
