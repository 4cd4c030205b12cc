using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Lifecycle;

namespace NUnit.DbGuard.Tests.Postgres.Databases;

/// <summary>Something that works on a certain worker of NUnit's.</summary>
internal sealed class WorkerScope(int worker) : DatabaseScope($"a test on worker {worker}", worker)
{
    public override SuiteScope? Below(DatabaseEngine engine) => null;
}
