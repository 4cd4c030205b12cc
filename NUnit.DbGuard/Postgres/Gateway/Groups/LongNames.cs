using System.Text;
using NUnit.DbGuard.Postgres.Gateway.Virtual;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>Reads the names in statements that are answered here, and says so when one is too long, as the server does while it parses.</summary>
internal static class LongNames
{
    private const int LongestName = 63;

    public static string Decode(ClientSession client, ReadOnlySpan<byte> identifier)
    {
        string name = SqlIdentifier.Decode(identifier);
        if (identifier.Length > LongestName && SqlIdentifier.DecodeWhole(identifier) is { } whole && whole.Length != name.Length)
        {
            ErrorFields fields = ErrorFields.Of(
                ErrorField.Of(ErrorField.LocalizedSeverity, "NOTICE"),
                ErrorField.Of(ErrorField.Severity, "NOTICE"),
                ErrorField.Of(ErrorField.SqlState, "42622"),
                ErrorField.Of(ErrorField.Message, $"identifier \"{whole}\" will be truncated to \"{name}\""));
            client.Output.Write(new NoticeResponse(fields));
        }

        return name;
    }
}
