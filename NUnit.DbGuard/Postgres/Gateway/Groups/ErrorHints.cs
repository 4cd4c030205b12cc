using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>Adds the remedy to the errors that come of the one shared transaction.</summary>
internal static class ErrorHints
{
    private const string Clone = "This test runs inside one transaction; give it a database of its own: [RequiresDatabase(Isolation = DatabaseIsolation.Clone)].";

    /// <param name="error">The server's error.</param>
    /// <param name="needsOtherIsolation">Whether it is one of those.</param>
    public static ErrorResponse Add(ErrorResponse error, out bool needsOtherIsolation)
    {
        needsOtherIsolation = false;
        if (error.Fields.Find(ErrorField.SqlState) is not { } state || error.Fields.Find(ErrorField.Hint) is not null)
        {
            return error;
        }

        // active_sql_transaction: cannot run inside a transaction block; invalid_transaction_termination: COMMIT in a procedure.
        bool isOurs = state.Span.SequenceEqual("25001"u8) || state.Span.SequenceEqual("2D000"u8);
        needsOtherIsolation = isOurs;
        return isOurs ? new(error.Fields.With(ErrorField.Of(ErrorField.Hint, Clone))) : error;
    }
}
