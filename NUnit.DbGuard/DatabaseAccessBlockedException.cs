namespace NUnit.DbGuard;

/// <summary>Code tried to use a database that it may not use now (codes DBG1xxx).</summary>
public sealed class DatabaseAccessBlockedException : DatabaseGuardException
{
    internal DatabaseAccessBlockedException(string code, string message, string? testFullName = null, Exception? innerException = null)
        : base(code, message, testFullName, innerException)
    {
    }

    internal override DatabaseGuardException For(string? testFullName) => new DatabaseAccessBlockedException(Code, Message, testFullName, InnerException);
}
