using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Own;

/// <summary>A message that was passed on to a server session, by what answers it.</summary>
internal enum AwaitedAnswerKind
{
    Parse,
    Bind,
    Describe,
    Execute,
    Close,

    /// <summary>CopyDone or CopyFail: nothing answers it by itself, but what was sent before it, the server has read as part of a COPY.</summary>
    CopyEnd,

    Sync,

    /// <summary>Query or FunctionCall: whatever else answers it, it ends with ReadyForQuery as Sync does.</summary>
    Query,
}

/// <summary>One message whose answer has not come.</summary>
/// <param name="Kind">What answers it.</param>
/// <param name="Parse">What a Parse has asked for; owned.</param>
/// <param name="Close">What a Close has asked for; owned.</param>
/// <param name="IsHidden">Whether the message is the gateway's own, so that the client must not see its answer.</param>
internal readonly record struct AwaitedAnswer(AwaitedAnswerKind Kind, Parse Parse = default, Close Close = default, bool IsHidden = false)
{
    public bool EndsWithReady => Kind is AwaitedAnswerKind.Sync or AwaitedAnswerKind.Query;
}
