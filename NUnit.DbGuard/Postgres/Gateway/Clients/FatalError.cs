using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Clients;

/// <summary>The error that ends a connection.</summary>
internal static class FatalError
{
    private const string Severity = "FATAL";

    /// <summary>Writes the error and sends what waits. Faults of the connection are swallowed: it ends in any case.</summary>
    public static void Send(FrameWriter writer, ClientRefusalException refusal)
    {
        List<ErrorField> fields =
        [
            ErrorField.Of(ErrorField.LocalizedSeverity, Severity),
            ErrorField.Of(ErrorField.Severity, Severity),
            ErrorField.Of(ErrorField.SqlState, refusal.SqlState),
            ErrorField.Of(ErrorField.Message, WithoutZeros(refusal.Message)),
        ];
        if (refusal.Detail is { } detail)
        {
            fields.Add(ErrorField.Of(ErrorField.Detail, WithoutZeros(detail)));
        }

        if (refusal.Hint is { } hint)
        {
            fields.Add(ErrorField.Of(ErrorField.Hint, WithoutZeros(hint)));
        }

        try
        {
            new ErrorResponse(ErrorFields.Of([.. fields])).Write(writer);
            writer.Flush();
        }
        catch (IOException)
        {
            // Nobody is left to be told.
        }
    }

    // A zero byte would end the field early, and is refused by what writes it.
    private static string WithoutZeros(string text) => text.Replace('\0', ' ');
}
