namespace NUnit.DbGuard;

/// <summary>What the guard refuses or cannot guarantee. Its message says what happened, to what, and how to fix it.</summary>
/// <remarks>
/// Deliberately neither an assertion failure (formatting a lazy object in a failure message may raise it) nor a
/// <see cref="System.Data.Common.DbException"/> (retry strategies must not swallow it).
/// </remarks>
public abstract class DatabaseGuardException : Exception
{
    private protected DatabaseGuardException(string code, string message, string? testFullName, Exception? innerException)
        : base(message, innerException)
    {
        Code = code;
        TestFullName = testFullName;
    }

    /// <summary>The error's code, such as <c>DBG1001</c>; it never changes its meaning. Each has a heading in <c>docs/errors.md</c>.</summary>
    public string Code { get; }

    /// <summary>The full name of the test that the error belongs to; <see langword="null"/> outside a test.</summary>
    public string? TestFullName { get; }

    /// <summary>The way to the user's code; the frames of the guard and of NUnit's own machinery are left out.</summary>
    public override string? StackTrace =>
        base.StackTrace is { } whole ? string.Join(Environment.NewLine, whole.Split(Environment.NewLine).Where(static line => !IsMachinery(line))) : null;

    /// <summary>The same error for another test: a kept failure is thrown anew for each test that meets it.</summary>
    /// <param name="testFullName">The test; <see langword="null"/>: none.</param>
    internal abstract DatabaseGuardException For(string? testFullName);

    private static bool IsMachinery(string line) =>
        (line.StartsWith("   at NUnit.DbGuard.", StringComparison.Ordinal) && !line.StartsWith("   at NUnit.DbGuard.Tests", StringComparison.Ordinal))
        || line.StartsWith("   at NUnit.Framework.Internal.", StringComparison.Ordinal)
        || line.StartsWith("   at GuardedProvider.", StringComparison.Ordinal);
}
