using NUnit.DbGuard.Lifecycle;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace NUnit.DbGuard;

/// <summary>Fails each test that runs more SQL statements than it may, or one query again and again.</summary>
/// <remarks>
/// <para>Counted is what the test's databases were asked to run from its <c>[SetUp]</c> to its <c>[TearDown]</c>, by whomever: the test, a web host under test, another
/// process. What counts is what counts for <see cref="Executes"/>, which looks at one delegate.</para>
/// <para>The nearest one wins entirely: method, then fixture, then assembly.</para>
/// </remarks>
/// <param name="count">How many statements a test may run; left out: any number.</param>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = false, Inherited = true)]
public sealed class CommandBudgetAttribute(int count = int.MaxValue) : NUnitAttribute, IApplyToTest
{
    /// <summary>How many statements a test may run.</summary>
    /// <value><see cref="int.MaxValue"/> when the constructor was given none.</value>
    public int Count { get; } = count;

    /// <summary>How often a test may run one query, with other values or the same, from one place: a query in a loop does so for each row.</summary>
    /// <value><see cref="int.MaxValue"/> unless set, which leaves it to the setting <c>max-repeats</c>.</value>
    public int MaxRepeats { get; set; } = int.MaxValue;

    void IApplyToTest.ApplyToTest(Test test) => CommandBudget.Apply(test, this);
}
