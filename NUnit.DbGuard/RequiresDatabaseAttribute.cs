using NUnit.DbGuard.Lifecycle;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace NUnit.DbGuard;

/// <summary>Opens the database to a test, to all tests of a fixture, or to all tests of an assembly.</summary>
/// <remarks>
/// The nearest mark wins entirely, nothing is merged: method, then fixture, its base classes, the classes it is nested in,
/// the set-up fixtures of its namespaces, and last the assembly. A method's, a fixture's or an assembly's mark also opens the
/// <c>[SetUp]</c> and <c>[TearDown]</c> of its tests; a fixture's or an assembly's also <c>[OneTimeSetUp]</c> and
/// <c>[OneTimeTearDown]</c>. Constructors, test case sources and static initialisers that run before a test stay closed.
/// </remarks>
/// <param name="databases">The names of the databases to open; none means <c>default</c>, <c>*</c> means all that are configured.</param>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = false, Inherited = true)]
public sealed class RequiresDatabaseAttribute(params string[] databases) : NUnitAttribute, IApplyToTest, IApplyToContext
{
    /// <summary>The names of the databases that the mark opens.</summary>
    /// <value><c>default</c> when the constructor was given none.</value>
    public IReadOnlyList<string> Databases { get; } = databases is { Length: > 0 } ? databases : [DatabaseMark.DefaultDatabase];

    /// <summary>How the test is kept apart from all others.</summary>
    /// <value><see cref="DatabaseIsolation.Rollback"/> unless set.</value>
    public DatabaseIsolation Isolation { get; set; }

    /// <summary>Whether identity values start from the baseline in this test.</summary>
    /// <value><see langword="false"/> unless set. On SQLite they always do.</value>
    public bool ResetSequences { get; set; }

    void IApplyToTest.ApplyToTest(Test test) => MarkReader.Apply(test, this);

    // NUnit's one call before a fixture is constructed.
    void IApplyToContext.ApplyToContext(TestExecutionContext context) => GuardSession.Current.PrepareSuite(context.CurrentTest);
}
