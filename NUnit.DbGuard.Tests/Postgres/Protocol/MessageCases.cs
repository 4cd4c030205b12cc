using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Tests.Postgres.Protocol;

/// <summary>Every message of the protocol with bytes that were written by hand after the specification, section "Message Formats".</summary>
internal static class MessageCases
{
    public static IReadOnlyList<MessageCase> Backend { get; } =
    [
        MessageCase.Of(default(AuthenticationOk), "52 00000008 00000000"),
        MessageCase.Of(default(AuthenticationKerberosV5), "52 00000008 00000002"),
        MessageCase.Of(default(AuthenticationCleartextPassword), "52 00000008 00000003"),
        MessageCase.Of(new AuthenticationMD5Password(Bytes("DEADBEEF")), "52 0000000C 00000005 DEADBEEF"),
        MessageCase.Of(default(AuthenticationGSS), "52 00000008 00000007"),
        MessageCase.Of(new AuthenticationGSSContinue(Bytes("0102")), "52 0000000A 00000008 0102", endsOpen: true),
        MessageCase.Of(default(AuthenticationSSPI), "52 00000008 00000009"),
        MessageCase.Of(
            new AuthenticationSASL(WireList<TextElement>.Of(new(Text("SCRAM-SHA-256-PLUS")), new(Text("SCRAM-SHA-256")))),
            "52 0000002A 0000000A 'SCRAM-SHA-256-PLUS' 00 'SCRAM-SHA-256' 00 00"),
        MessageCase.Of(new AuthenticationSASLContinue(Text("r=abc,s=def,i=4096")), "52 0000001A 0000000B 'r=abc,s=def,i=4096'", endsOpen: true),
        MessageCase.Of(new AuthenticationSASLFinal(Text("v=xyz")), "52 0000000D 0000000C 'v=xyz'", endsOpen: true),
        MessageCase.Of(new BackendKeyData(7, Bytes("01020304")), "4B 0000000C 00000007 01020304", endsOpen: true),
        MessageCase.Of(
            new BackendKeyData(7, Bytes("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F")),
            "4B 00000028 00000007 000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F",
            endsOpen: true),
        MessageCase.Of(default(BindComplete), "32 00000004"),
        MessageCase.Of(default(CloseComplete), "33 00000004"),
        MessageCase.Of(new CommandComplete(Text("INSERT 0 1")), "43 0000000F 'INSERT 0 1' 00"),
        MessageCase.Of(new CopyData(Bytes("31 09 32 0A")), "64 00000008 31 09 32 0A", endsOpen: true),
        MessageCase.Of(default(CopyDone), "63 00000004"),
        MessageCase.Of(new CopyInResponse(0, Formats(0, 0)), "47 0000000B 00 0002 0000 0000"),
        MessageCase.Of(new CopyOutResponse(1, Formats(1)), "48 00000009 01 0001 0001"),
        MessageCase.Of(new CopyBothResponse(0, Formats()), "57 00000007 00 0000"),
        MessageCase.Of(
            new DataRow(WireList<FieldValue>.Of(FieldValue.Of(Text("abc")), FieldValue.Null, FieldValue.Of(default))),
            "44 00000015 0003 00000003 'abc' FFFFFFFF 00000000"),
        MessageCase.Of(default(EmptyQueryResponse), "49 00000004"),
        MessageCase.Of(
            new ErrorResponse(ErrorFields.Of(
                ErrorField.Of(ErrorField.LocalizedSeverity, "ERROR"),
                ErrorField.Of(ErrorField.SqlState, "23505"),
                ErrorField.Of(ErrorField.Message, "no"),
                ErrorField.Of((byte)'?', "new"))),
            "45 0000001C 'SERROR' 00 'C23505' 00 'Mno' 00 '?new' 00 00"),
        MessageCase.Of(new FunctionCallResponse(FieldValue.Of(Bytes("0000002A"))), "56 0000000C 00000004 0000002A"),
        MessageCase.Of(new FunctionCallResponse(FieldValue.Null), "56 00000008 FFFFFFFF"),
        MessageCase.Of(
            new NegotiateProtocolVersion(StartupMessage.Version30, WireList<TextElement>.Of(new TextElement(Text("_pq_.x")))),
            "76 00000013 00030000 00000001 '_pq_.x' 00"),
        MessageCase.Of(default(NoData), "6E 00000004"),
        MessageCase.Of(new NoticeResponse(ErrorFields.Of(ErrorField.Of(ErrorField.Severity, "NOTICE"))), "4E 0000000D 'VNOTICE' 00 00"),
        MessageCase.Of(new NotificationResponse(9, Text("jobs"), Text("go")), "41 00000010 00000009 'jobs' 00 'go' 00"),
        MessageCase.Of(new ParameterDescription(WireList<ObjectId>.Of(new(23), new(uint.MaxValue))), "74 0000000E 0002 00000017 FFFFFFFF"),
        MessageCase.Of(new ParameterStatus(Text("TimeZone"), Text("UTC")), "53 00000011 'TimeZone' 00 'UTC' 00"),
        MessageCase.Of(default(ParseComplete), "31 00000004"),
        MessageCase.Of(default(PortalSuspended), "73 00000004"),
        MessageCase.Of(new ReadyForQuery(TransactionStatus.Idle), "5A 00000005 49"),
        MessageCase.Of(new ReadyForQuery(TransactionStatus.InTransaction), "5A 00000005 54"),
        MessageCase.Of(new ReadyForQuery(TransactionStatus.Failed), "5A 00000005 45"),
        MessageCase.Of(
            new RowDescription(WireList<FieldDescription>.Of(new FieldDescription(Text("id"), new(16384), 1, new(23), 4, -1, FormatCode.Binary))),
            "54 0000001B 0001 'id' 00 00004000 0001 00000017 0004 FFFFFFFF 0001"),
        MessageCase.Of(new RowDescription(WireList<FieldDescription>.Empty), "54 00000006 0000"),
    ];

    public static IReadOnlyList<MessageCase> Frontend { get; } =
    [
        MessageCase.Of(
            new Bind(Text("p"), Text("s"), Formats(1), WireList<FieldValue>.Of(FieldValue.Of(Bytes("0000002A")), FieldValue.Null), Formats(0, 1)),
            "42 00000020 'p' 00 's' 00 0001 0001 0002 00000004 0000002A FFFFFFFF 0002 0000 0001"),
        MessageCase.Of(new Bind(default, default, Formats(), WireList<FieldValue>.Empty, Formats()), "42 0000000C 00 00 0000 0000 0000"),
        MessageCase.Of(new Close(PreparedKind.Portal, Text("c")), "43 00000007 'Pc' 00"),
        MessageCase.Of(new CopyData(default), "64 00000004", endsOpen: true),
        MessageCase.Of(default(CopyDone), "63 00000004"),
        MessageCase.Of(new CopyFail(Text("why")), "66 00000008 'why' 00"),
        MessageCase.Of(new Describe(PreparedKind.Statement, Text("s")), "44 00000007 'Ss' 00"),
        MessageCase.Of(new Execute(Text("p"), 100), "45 0000000A 'p' 00 00000064"),
        MessageCase.Of(default(Flush), "48 00000004"),
        MessageCase.Of(
            new FunctionCall(new(954), Formats(1), WireList<FieldValue>.Of(FieldValue.Of(Bytes("07")), FieldValue.Null), FormatCode.Binary),
            "46 00000019 000003BA 0001 0001 0002 00000001 07 FFFFFFFF 0001"),
        MessageCase.Of(new Parse(Text("s"), Text("SELECT $1"), WireList<ObjectId>.Of(new ObjectId(23))), "50 00000016 's' 00 'SELECT $1' 00 0001 00000017"),
        MessageCase.Of(new PasswordMessage(Text("secret")), "70 0000000B 'secret' 00"),
        MessageCase.Of(new SASLInitialResponse(Text("SCRAM-SHA-256"), FieldValue.Of(Text("n,,"))), "70 00000019 'SCRAM-SHA-256' 00 00000003 'n,,'"),
        MessageCase.Of(new SASLInitialResponse(Text("X"), FieldValue.Null), "70 0000000A 'X' 00 FFFFFFFF"),
        MessageCase.Of(new SASLResponse(Text("c=biws")), "70 0000000A 'c=biws'", endsOpen: true),
        MessageCase.Of(new GSSResponse(Bytes("6082")), "70 00000006 6082", endsOpen: true),
        MessageCase.Of(new Query(Text("SELECT \"ä\"")), "51 00000010 'SELECT \"ä\"' 00"),
        MessageCase.Of(default(Sync), "53 00000004"),
        MessageCase.Of(default(Terminate), "58 00000004"),
    ];

    public static IReadOnlyList<MessageCase> Startup { get; } =
    [
        MessageCase.Of(
            new StartupMessage(StartupMessage.Version32, WireList<StartupParameter>.Of(new(Text("user"), Text("me")), new(Text("options"), default))),
            "0000001A 00030002 'user' 00 'me' 00 'options' 00 00 00",
            isStartup: true),
        MessageCase.Of(default(SSLRequest), "00000008 04D2162F", isStartup: true),
        MessageCase.Of(default(GSSENCRequest), "00000008 04D21630", isStartup: true),
        MessageCase.Of(new CancelRequest(7, Bytes("01020304")), "00000010 04D2162E 00000007 01020304", isStartup: true, endsOpen: true),
        MessageCase.Of(new CancelRequest(7, Bytes("010203040506")), "00000012 04D2162E 00000007 010203040506", isStartup: true, endsOpen: true),
    ];

    public static IEnumerable<MessageCase> All => [.. Backend, .. Frontend, .. Startup];

    public static IEnumerable<MessageCase> Closed => All.Where(static candidate => !candidate.EndsOpen);

    private static ByteString Text(string text) => ByteString.From(text);

    private static ByteString Bytes(string notation) => new(WireBytes.Of(notation));

    private static WireList<FormatCode> Formats(params short[] codes) => WireList<FormatCode>.Of([.. codes.Select(static code => new FormatCode(code))]);
}
