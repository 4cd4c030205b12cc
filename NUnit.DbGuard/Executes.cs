using NUnit.DbGuard.Commands;

namespace NUnit.DbGuard;

/// <summary>Constraints on how many SQL statements a delegate runs: <c>Assert.That(() =&gt; shop.List(), Executes.AtMost(3));</c></summary>
/// <remarks>
/// <para>Each statement counts, whether it is sent alone, in one text with others or in a batch, and whether it succeeds or not. What begins or ends a
/// transaction does not count, nor does <c>PRAGMA</c>, nor what a provider does when it opens a connection.</para>
/// <para>Counted is what the delegate does and what it starts, on whatever connection and thread. Under <see cref="CommandCountConstraint.WithHosts"/> also
/// what is on no test's flow, as the work of a web host that serves the test.</para>
/// </remarks>
public static class Executes
{
    /// <summary>As many, no more and no fewer.</summary>
    /// <param name="count">How many; 0: none, which a test that is closed to databases may say too.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 0.</exception>
    public static CommandCountConstraint Exactly(int count) => CommandCountConstraintType.Create(Checked(count), isExact: true);

    /// <summary>As many or fewer.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 0.</exception>
    public static CommandCountConstraint AtMost(int count) => CommandCountConstraintType.Create(Checked(count), isExact: false);

    private static int Checked(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return count;
    }
}
