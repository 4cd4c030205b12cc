using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Shared;

/// <summary>The server has ended the shared session, or can no longer be understood: what the test has written is gone.</summary>
internal sealed class SessionEndedException : InvalidOperationException
{
    public SessionEndedException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }

    public SessionEndedException(ErrorResponse error)
        : base(error.Fields.Find(ErrorField.Message)?.ToString() ?? "the server gave no reason") => Error = error;

    /// <summary>Whether the server has refused what it was asked for, and lives.</summary>
    public bool IsRefusal => (Error?.Fields.Find(ErrorField.Severity) ?? Error?.Fields.Find(ErrorField.LocalizedSeverity))?.ToString() == "ERROR";

    /// <summary>The server's own last words; <see langword="null"/> when it left without.</summary>
    public ErrorResponse? Error { get; }
}
