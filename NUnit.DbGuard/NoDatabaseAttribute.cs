using NUnit.DbGuard.Lifecycle;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace NUnit.DbGuard;

/// <summary>Closes the database again to a test or a fixture that a wider <see cref="RequiresDatabaseAttribute"/> opened.</summary>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = false, Inherited = true)]
public sealed class NoDatabaseAttribute : NUnitAttribute, IApplyToTest
{
    void IApplyToTest.ApplyToTest(Test test) => MarkReader.Apply(test, this);
}
