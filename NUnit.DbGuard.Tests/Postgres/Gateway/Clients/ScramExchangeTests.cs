using NUnit.DbGuard.Postgres;
using NUnit.DbGuard.Postgres.Gateway.Clients;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Clients;

/// <summary>The messages of SCRAM that no client of ours sends.</summary>
public sealed class ScramExchangeTests
{
    private static readonly ScramKeys s_keys = ScramKeys.Of("secret", 1);

    [TestCase("", "malformed SCRAM message")]
    [TestCase("x,,n=,r=a", "malformed SCRAM message")]
    [TestCase("p=tls-server-end-point,,n=,r=a", "malformed SCRAM message")]
    [TestCase("n,a=other,n=,r=a", "client uses authorization identity, but it is not supported")]
    [TestCase("n", "malformed SCRAM message")]
    [TestCase("nn=,r=a", "malformed SCRAM message")]
    [TestCase("n,,m=x,n=,r=a", "client requires an unsupported SCRAM extension")]
    [TestCase("n,,n=", "malformed SCRAM message")]
    [TestCase("n,,r=a,n=", "malformed SCRAM message")]
    [TestCase("n,,n=,r=", "non-printable characters in SCRAM nonce")]
    [TestCase("n,,n=,r=a b", "non-printable characters in SCRAM nonce")]
    public void A_first_message_that_is_none_is_refused(string message, string refusal) =>
        Assert.That(() => new ScramExchange(s_keys).Challenge(ByteString.From(message)), Throws.TypeOf<ClientRefusalException>().With.Message.EqualTo(refusal));

    [TestCase("", "malformed SCRAM message")]
    [TestCase("c=biws,r={0}", "malformed SCRAM message")]
    [TestCase("r={0},c=biws,p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "malformed SCRAM message")]
    [TestCase("c=eSws,r={0},p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "unexpected SCRAM channel-binding attribute in client-final-message")]
    [TestCase("c=biws,r=other,p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "invalid SCRAM response")]
    [TestCase("c=biws,r={0}x,p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "invalid SCRAM response")]
    [TestCase("c=biws,r={0},p=", "malformed SCRAM message")]
    [TestCase("c=biws,r={0},p=AAAA", "malformed SCRAM message")]
    [TestCase("c=biws,r={0},p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "malformed SCRAM message")]
    [TestCase("c=biws,r={0},p=?", "malformed SCRAM message")]
    public void A_last_message_that_is_none_is_refused(string message, string refusal)
    {
        ScramExchange exchange = new(s_keys);
        string nonce = exchange.Challenge(ByteString.From("n,,n=,r=abc")).Split(',')[0][2..];

        Assert.That(
            () => exchange.TryVerify(ByteString.From(message.Replace("{0}", nonce, StringComparison.Ordinal)), out _),
            Throws.TypeOf<ClientRefusalException>().With.Message.EqualTo(refusal));
    }

    [Test]
    [Property("Security", "S2")]
    public void A_wrong_proof_is_not_accepted()
    {
        ScramExchange exchange = new(s_keys);
        string nonce = exchange.Challenge(ByteString.From("n,,n=,r=abc")).Split(',')[0];

        Assert.That(exchange.TryVerify(ByteString.From($"c=biws,{nonce},p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="), out _), Is.False);
    }

    [Test]
    [Property("Security", "S2")]
    public void No_two_exchanges_have_the_same_nonce()
    {
        string first = new ScramExchange(s_keys).Challenge(ByteString.From("n,,n=,r=abc"));

        string second = new ScramExchange(s_keys).Challenge(ByteString.From("n,,n=,r=abc"));

        Assert.That(second, Is.Not.EqualTo(first));
    }
}
