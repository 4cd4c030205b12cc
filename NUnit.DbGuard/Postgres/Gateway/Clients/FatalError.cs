using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Clients;

/// <summary>The error that ends a connection.</summary>
internal static class FatalError
{
    private const string Severity = "FATAL";

    /// <summary>Writes the error and sends what waits. Whatever fails is swallowed: the connection ends in any case.</summary>
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
#pragma warning disable CA1031 // It is the last word of a thread that would else take the process with it; nobody is left to be told.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    // A zero byte would end the field early, and is refused by what writes it.
    private static string WithoutZeros(string text) => text.Replace('\0', ' ');
}
