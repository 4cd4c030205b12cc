using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Tests.Postgres.Protocol;

/// <summary>Bodies that no honest peer sends.</summary>
public sealed class HostileMessageTests
{
    private const string Insufficient = "insufficient data left in message: ";
    private const string NoString = "invalid string in message: ";
    private const string NoFormat = "invalid message format: ";

    [TestCase("", NoString + "the text at offset 0 of Query has no terminator.")]
    [TestCase("'SELECT 1'", NoString + "the text at offset 0 of Query has no terminator.")]
    [TestCase("'SELECT 1' 00 00", NoFormat + "Query ends at offset 9, but 1 more bytes follow.")]
    [TestCase("'SELECT' 00 '1' 00", NoFormat + "Query ends at offset 7, but 2 more bytes follow.")]
    public void A_malformed_query_is_refused(string body, string message) =>
        Assert.That(() => Query.Read(WireBytes.Of(body)), Throws.TypeOf<ProtocolViolationException>().With.Message.EqualTo(message));

    [TestCase("00 'SELECT 1' 00 FFFF", Insufficient + "Parse needs 4 bytes at offset 12, 0 are left.")]
    [TestCase("00 'SELECT 1' 00 0001 0000", Insufficient + "Parse needs 4 bytes at offset 12, 2 are left.")]
    [TestCase("'s' 00 'SELECT 1'", NoString + "the text at offset 2 of Parse has no terminator.")]
    public void A_malformed_parse_is_refused(string body, string message) =>
        Assert.That(() => Parse.Read(WireBytes.Of(body)), Throws.TypeOf<ProtocolViolationException>().With.Message.EqualTo(message));

    [TestCase("00 00 0000 0001 7FFFFFFF 00 0000", Insufficient + "Bind needs 2147483647 bytes at offset 10, 3 are left.")]
    [TestCase("00 00 0000 0001 FFFFFFFE 0000", NoFormat + "Bind has the length -2 at offset 6.")]
    [TestCase("00 00 0000 0001 80000000 0000", NoFormat + "Bind has the length -2147483648 at offset 6.")]
    [TestCase("00 00 0000 FFFF", Insufficient + "Bind needs 4 bytes at offset 6, 0 are left.")]
    [TestCase("00 00 FFFF 0000", Insufficient + "Bind needs 2 bytes at offset 6, 0 are left.")]
    [TestCase("00 00 0002 0000 0001 0001 FFFFFFFF 0000", NoFormat + "Bind has 2 parameter formats but 1 parameters at offset 14.")]
    [TestCase("00 00 0000 0000 0001", Insufficient + "Bind needs 2 bytes at offset 8, 0 are left.")]
    [TestCase("00 00 0000 0000 0000 00", NoFormat + "Bind ends at offset 8, but 1 more bytes follow.")]
    public void A_malformed_bind_is_refused(string body, string message) =>
        Assert.That(() => Bind.Read(WireBytes.Of(body)), Throws.TypeOf<ProtocolViolationException>().With.Message.EqualTo(message));

    [TestCase("00000001 0000 0001 FFFFFF00 0000", NoFormat + "FunctionCall has the length -256 at offset 8.")]
    [TestCase("00000001 0003 0000 0000 0000 0000 0000", NoFormat + "FunctionCall has 3 argument formats but 0 arguments at offset 14.")]
    public void A_malformed_function_call_is_refused(string body, string message) =>
        Assert.That(() => FunctionCall.Read(WireBytes.Of(body)), Throws.TypeOf<ProtocolViolationException>().With.Message.EqualTo(message));

    [TestCase("'X' 00", NoFormat + "Describe has the subtype 88 at offset 0.")]
    [TestCase("'s' 00", NoFormat + "Describe has the subtype 115 at offset 0.")]
    [TestCase("'S'", NoString + "the text at offset 1 of Describe has no terminator.")]
    public void A_malformed_describe_is_refused(string body, string message) =>
        Assert.That(() => Describe.Read(WireBytes.Of(body)), Throws.TypeOf<ProtocolViolationException>().With.Message.EqualTo(message));

    [TestCase("0001 'id' 00 0000", Insufficient + "RowDescription needs 4 bytes at offset 5, 2 are left.")]
    [TestCase("0001 'id'", NoString + "the text at offset 2 of RowDescription has no terminator.")]
    [TestCase("FFFF", NoString + "the text at offset 2 of RowDescription has no terminator.")]
    public void A_malformed_row_description_is_refused(string body, string message) =>
        Assert.That(() => RowDescription.Read(WireBytes.Of(body)), Throws.TypeOf<ProtocolViolationException>().With.Message.EqualTo(message));

    [TestCase("'SERROR' 00", NoString + "the text at offset 7 of ErrorResponse has no terminator.")]
    [TestCase("'SERROR'", NoString + "the text at offset 1 of ErrorResponse has no terminator.")]
    [TestCase("'S'", NoString + "the text at offset 1 of ErrorResponse has no terminator.")]
    [TestCase("00 00", NoFormat + "ErrorResponse ends at offset 1, but 1 more bytes follow.")]
    public void A_malformed_error_is_refused(string body, string message) =>
        Assert.That(() => ErrorResponse.Read(WireBytes.Of(body)), Throws.TypeOf<ProtocolViolationException>().With.Message.EqualTo(message));

    [TestCase("00030000 FFFFFFFF", NoFormat + "NegotiateProtocolVersion has the count -1 at offset 8.")]
    [TestCase("00030000 7FFFFFFF 'a' 00", NoString + "the text at offset 10 of NegotiateProtocolVersion has no terminator.")]
    public void A_malformed_negotiation_is_refused(string body, string message) =>
        Assert.That(() => NegotiateProtocolVersion.Read(WireBytes.Of(body)), Throws.TypeOf<ProtocolViolationException>().With.Message.EqualTo(message));

    [TestCase("00030000 'user' 00", NoString + "the text at offset 9 of StartupMessage has no terminator.")]
    [TestCase("00030000 'user' 00 'me' 00", NoString + "the text at offset 12 of StartupMessage has no terminator.")]
    [TestCase("00030000 'user' 00 'me' 00 00 00", NoFormat + "StartupMessage ends at offset 13, but 1 more bytes follow.")]
    [TestCase("000300", Insufficient + "StartupMessage needs 4 bytes at offset 0, 3 are left.")]
    public void A_malformed_start_up_message_is_refused(string body, string message) =>
        Assert.That(() => StartupMessage.Read(WireBytes.Of(body)), Throws.TypeOf<ProtocolViolationException>().With.Message.EqualTo(message));

    [TestCase("'SCRAM-SHA-256' 00 FFFFFFFE", NoFormat + "SASLInitialResponse has the length -2 at offset 14.")]
    [TestCase("'X' 00 00000004 'abc'", Insufficient + "SASLInitialResponse needs 4 bytes at offset 6, 3 are left.")]
    public void A_malformed_SASL_response_is_refused(string body, string message) =>
        Assert.That(() => SASLInitialResponse.Read(WireBytes.Of(body)), Throws.TypeOf<ProtocolViolationException>().With.Message.EqualTo(message));

    [Test]
    public void A_code_of_another_message_is_refused() =>
        Assert.That(
            () => AuthenticationSASL.Read(WireBytes.Of("0000000C 00")),
            Throws.TypeOf<ProtocolViolationException>().With.Message.EqualTo(NoFormat + "AuthenticationSASL has the code 12 instead of 10 at offset 0."));

    [Test]
    public void An_unknown_transaction_status_is_refused() =>
        Assert.That(
            () => ReadyForQuery.Read(WireBytes.Of("'X'")),
            Throws.TypeOf<ProtocolViolationException>().With.Message.EqualTo(NoFormat + "ReadyForQuery has the status 88 at offset 0."));

    [TestCase(0)]
    [TestCase(3)]
    [TestCase(257)]
    public void A_cancel_key_outside_of_its_bounds_is_refused(int length) =>
        Assert.That(() => BackendKeyData.Read(new byte[4 + length]), Throws.TypeOf<ProtocolViolationException>());

    [TestCase(4)]
    [TestCase(256)]
    public void A_cancel_key_within_its_bounds_is_taken(int length) =>
        Assert.That(BackendKeyData.Read(new byte[4 + length]).SecretKey.Length, Is.EqualTo(length));

    [Test]
    public void A_malformed_body_does_not_cost_the_connection() =>
        Assert.That(() => Query.Read(default), Throws.TypeOf<ProtocolViolationException>().With.Property(nameof(ProtocolViolationException.IsFatal)).False);
}
