namespace NUnit.DbGuard;

/// <summary>A test cannot be kept apart from the others, or left something behind (codes DBG3xxx to DBG5xxx).</summary>
public sealed class DatabaseIsolationException : DatabaseGuardException
{
    internal DatabaseIsolationException(string code, string message, string? testFullName = null, Exception? innerException = null)
        : base(code, message, testFullName, innerException)
    {
    }

    internal override DatabaseGuardException For(string? testFullName) => new DatabaseIsolationException(Code, Message, testFullName, InnerException);
}
