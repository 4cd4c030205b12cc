using System.Globalization;
using System.Text.RegularExpressions;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>Turns a backend message into one line in which everything stands that must not differ between two targets.</summary>
/// <remarks>
/// What may legitimately differ is named instead of shown: a process id by its client, an object's oid by its name, or "new" where the script made the object.
/// Of errors, file, line and routine are left out: they name the server's source.
/// </remarks>
internal sealed partial class MessageText(WireEndpoint endpoint, IReadOnlyDictionary<uint, string> objectNames)
{
    private const uint FirstOwnObject = 16_384;
    private const string SourceFields = "FLR";

    private readonly Dictionary<int, string> _clients = [];

    public void NameProcess(int processId, string client) => _clients[processId] = client;

    /// <summary>The line; <paramref name="hiddenFields"/> are codes of error fields that are not to be compared.</summary>
    public string Of(Frame frame, string hiddenFields)
    {
        string name = MessageTypes.NameOf(MessageOrigin.Backend, frame.Type);
        string details = Details(frame.Type, frame.Body, hiddenFields);
        return details.Length == 0 ? name : $"{name} {Anonymous(details)}";
    }

    [GeneratedRegex(@"\bpg_(toast_)?temp_\d+\b", RegexOptions.CultureInvariant)]
    private static partial Regex TemporarySchema();

    private static string ValueText(FieldValue value) => value.IsNull ? "NULL" : BytesText.Of(value.Bytes.Span);

    private static string Formats(WireList<FormatCode> formats) => string.Join(',', formats.ToArray().Select(static format => format.Value));

    private static string Fields(ErrorFields fields, string hidden) => string.Join(
        ' ',
        fields.List.ToArray()
            .Where(field => !SourceFields.Contains((char)field.Code, StringComparison.Ordinal) && !hidden.Contains((char)field.Code, StringComparison.Ordinal))
            .Select(static field => $"{(char)field.Code}={BytesText.Of(field.Value.Span)}"));

    private static string ParameterStatusText(ParameterStatus status) => $"{status.Name}={BytesText.Of(status.Value.Span)}";

    private static string NegotiationText(NegotiateProtocolVersion version) =>
        $"{version.NewestVersion.ToString(CultureInfo.InvariantCulture)} without "
        + $"{string.Join(',', version.UnrecognizedOptions.ToArray().Select(static option => option.Text.ToString()))}";

    private string Details(byte type, ReadOnlyMemory<byte> body, string hiddenFields) => type switch
    {
        RowDescription.Type => string.Join(", ", RowDescription.Read(body).Fields.ToArray().Select(Column)),
        DataRow.Type => string.Join(", ", DataRow.Read(body).Columns.ToArray().Select(ValueText)),
        CommandComplete.Type => CommandComplete.Read(body).Tag.ToString(),
        ErrorResponse.Type => Fields(ErrorResponse.Read(body).Fields, hiddenFields),
        NoticeResponse.Type => Fields(NoticeResponse.Read(body).Fields, hiddenFields),
        ParameterStatus.Type => ParameterStatusText(ParameterStatus.Read(body)),
        NotificationResponse.Type => NotificationText(NotificationResponse.Read(body)),
        ReadyForQuery.Type => ((char)ReadyForQuery.Read(body).Status).ToString(),
        ParameterDescription.Type => string.Join(", ", ParameterDescription.Read(body).Types.ToArray().Select(oid => NameOf(oid.Value))),
        CopyData.Type => BytesText.Of(CopyData.Read(body).Data.Span),
        CopyInResponse.Type => $"{CopyInResponse.Read(body).OverallFormat}:{Formats(CopyInResponse.Read(body).ColumnFormats)}",
        CopyOutResponse.Type => $"{CopyOutResponse.Read(body).OverallFormat}:{Formats(CopyOutResponse.Read(body).ColumnFormats)}",
        FunctionCallResponse.Type => ValueText(FunctionCallResponse.Read(body).Result),
        NegotiateProtocolVersion.Type => NegotiationText(NegotiateProtocolVersion.Read(body)),
        AuthenticationOk.Type => "Ok",
        BackendKeyData.Type => string.Empty,
        _ => body.IsEmpty ? string.Empty : Convert.ToHexString(body.Span),
    };

    private string Column(FieldDescription field) => string.Create(
        CultureInfo.InvariantCulture,
        $"{field.Name} ({NameOf(field.Table.Value)}.{field.ColumnNumber} type {NameOf(field.DataType.Value)}/{field.TypeSize}/{field.TypeModifier} format {field.Format.Value})");

    private string NameOf(uint oid) => oid < FirstOwnObject ? oid.ToString(CultureInfo.InvariantCulture) : objectNames.GetValueOrDefault(oid, "new");

    private string NotificationText(NotificationResponse notification) =>
        $"{notification.Channel} {BytesText.Of(notification.Payload.Span)} from {_clients.GetValueOrDefault(notification.ProcessId, "an unknown process")}";

    private string Anonymous(string text) => TemporarySchema().Replace(text.Replace(endpoint.Database, "<database>", StringComparison.Ordinal), "pg_temp_N");
}
