namespace NUnit.DbGuard;

/// <summary>The guard, its settings or a test database is not set up right (codes DBG2xxx, DBG5006, DBG6xxx, DBG7xxx).</summary>
public sealed class DatabaseSetUpException : DatabaseGuardException
{
    internal DatabaseSetUpException(string code, string message, string? testFullName = null, Exception? innerException = null)
        : base(code, message, testFullName, innerException)
    {
    }

    internal override DatabaseGuardException For(string? testFullName) => new DatabaseSetUpException(Code, Message, testFullName, InnerException);
}
