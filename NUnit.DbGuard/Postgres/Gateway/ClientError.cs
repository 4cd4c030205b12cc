using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway;

/// <summary>Errors and warnings of the gateway's own making, for a client.</summary>
internal static class ClientError
{
    /// <summary>In PostgreSQL's words, where it says what PostgreSQL would say.</summary>
    public static ErrorResponse Error(string sqlState, string message, string? hint = null) => new(Fields("ERROR", sqlState, message, hint));

    public static ErrorResponse Fatal(string sqlState, string message, string? hint = null) => new(Fields("FATAL", sqlState, message, hint));

    public static NoticeResponse Warning(string sqlState, string message) => new(Fields("WARNING", sqlState, message, hint: null));

    private static ErrorFields Fields(string severity, string sqlState, string message, string? hint)
    {
        ErrorFields fields = ErrorFields.Of(
            ErrorField.Of(ErrorField.LocalizedSeverity, severity),
            ErrorField.Of(ErrorField.Severity, severity),
            ErrorField.Of(ErrorField.SqlState, sqlState),
            ErrorField.Of(ErrorField.Message, message));
        return hint is null ? fields : fields.With(ErrorField.Of(ErrorField.Hint, hint));
    }
}
