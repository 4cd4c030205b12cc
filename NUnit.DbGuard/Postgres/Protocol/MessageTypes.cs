namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>The type bytes that each side may send, and how long such a message may be.</summary>
/// <remarks>
/// Frontend: <c>SocketBackend</c> in the server's <c>tcop/postgres.c</c>. Backend: <c>pqParseInput3</c> in libpq's <c>fe-protocol3.c</c>,
/// with two more that may be long: ParameterDescription (65535 parameters are 262,142 bytes; libpq lets it pass since PostgreSQL 19) and
/// ParameterStatus (<c>search_path</c>, reported since PostgreSQL 18, has no limit of its own).
/// </remarks>
internal static class MessageTypes
{
    /// <summary>The message's name in the specification.</summary>
    /// <exception cref="ProtocolViolationException">That side has no such type.</exception>
    public static string NameOf(MessageOrigin origin, byte type) => origin switch
    {
        MessageOrigin.Frontend => type switch
        {
            Bind.Type => nameof(Bind),
            Close.Type => nameof(Close),
            CopyData.Type => nameof(CopyData),
            CopyDone.Type => nameof(CopyDone),
            CopyFail.Type => nameof(CopyFail),
            Describe.Type => nameof(Describe),
            Execute.Type => nameof(Execute),
            Flush.Type => nameof(Flush),
            FunctionCall.Type => nameof(FunctionCall),
            Parse.Type => nameof(Parse),
            PasswordMessage.Type => nameof(PasswordMessage),
            Query.Type => nameof(Query),
            Sync.Type => nameof(Sync),
            Terminate.Type => nameof(Terminate),
            _ => throw ProtocolViolationException.UnknownType(origin, type),
        },
        MessageOrigin.Backend => type switch
        {
            AuthenticationOk.Type => "Authentication",
            BackendKeyData.Type => nameof(BackendKeyData),
            BindComplete.Type => nameof(BindComplete),
            CloseComplete.Type => nameof(CloseComplete),
            CommandComplete.Type => nameof(CommandComplete),
            CopyBothResponse.Type => nameof(CopyBothResponse),
            CopyData.Type => nameof(CopyData),
            CopyDone.Type => nameof(CopyDone),
            CopyInResponse.Type => nameof(CopyInResponse),
            CopyOutResponse.Type => nameof(CopyOutResponse),
            DataRow.Type => nameof(DataRow),
            EmptyQueryResponse.Type => nameof(EmptyQueryResponse),
            ErrorResponse.Type => nameof(ErrorResponse),
            FunctionCallResponse.Type => nameof(FunctionCallResponse),
            NegotiateProtocolVersion.Type => nameof(NegotiateProtocolVersion),
            NoData.Type => nameof(NoData),
            NoticeResponse.Type => nameof(NoticeResponse),
            NotificationResponse.Type => nameof(NotificationResponse),
            ParameterDescription.Type => nameof(ParameterDescription),
            ParameterStatus.Type => nameof(ParameterStatus),
            ParseComplete.Type => nameof(ParseComplete),
            PortalSuspended.Type => nameof(PortalSuspended),
            ReadyForQuery.Type => nameof(ReadyForQuery),
            RowDescription.Type => nameof(RowDescription),
            _ => throw ProtocolViolationException.UnknownType(origin, type),
        },
        _ => throw new ArgumentOutOfRangeException(nameof(origin), origin, "There are two sides."),
    };

    /// <summary>Refuses a header that no such peer sends.</summary>
    /// <param name="origin">Who sent it.</param>
    /// <param name="type">The type byte.</param>
    /// <param name="length">The length it says, which counts itself.</param>
    /// <param name="limits">How much is allowed.</param>
    /// <exception cref="ProtocolViolationException">The type is unknown, or the length is not that type's.</exception>
    public static void Check(MessageOrigin origin, byte type, int length, ProtocolLimits limits)
    {
        string name = NameOf(origin, type);
        int largest = origin == MessageOrigin.Frontend ? LargestFrontend(type, limits) : LargestBackend(type, limits);
        if (length < sizeof(int) || length > largest)
        {
            throw ProtocolViolationException.InvalidLength(name, length, sizeof(int), largest);
        }
    }

    private static int LargestFrontend(byte type, ProtocolLimits limits) => type switch
    {
        Bind.Type or CopyData.Type or FunctionCall.Type or Parse.Type or Query.Type => limits.LargestMessage,
        PasswordMessage.Type => ProtocolLimits.LargestAuthenticationMessage,
        _ => ProtocolLimits.LargestShortFrontendMessage,
    };

    private static int LargestBackend(byte type, ProtocolLimits limits) => type switch
    {
        CopyData.Type or DataRow.Type or ErrorResponse.Type or FunctionCallResponse.Type or NoticeResponse.Type or NotificationResponse.Type
            or ParameterDescription.Type or ParameterStatus.Type or RowDescription.Type => limits.LargestMessage,
        AuthenticationOk.Type => ProtocolLimits.LargestAuthenticationMessage,
        _ => ProtocolLimits.LargestShortBackendMessage,
    };
}
