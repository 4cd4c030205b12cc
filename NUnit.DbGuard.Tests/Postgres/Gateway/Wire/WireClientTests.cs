using System.Runtime.Versioning;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>The tests' own client.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class WireClientTests
{
    // After the client's nonce; from the example of RFC 7677, section 3.
    private const string RestOfServerFirst = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

    [Test]
    public void A_password_is_proved_to_the_server_and_by_it()
    {
        using WireServer server = new();

        using WireClient client = WireClient.Ready(server.CreateDatabase());

        Assert.That(client.Ask("SELECT current_user"), Is.EqualTo(["postgres"]));
    }

    [Test]
    public void A_server_that_does_not_know_the_password_is_refused()
    {
        ScramClient scram = new("pencil");
        string nonce = scram.First()["n,,n=,r=".Length..];
        scram.Final($"r={nonce}{RestOfServerFirst}");

        Assert.That(() => scram.Verify($"v={Convert.ToBase64String(new byte[32])}"), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public void A_server_that_answers_another_nonce_is_refused() =>
        Assert.That(() => new ScramClient("pencil").Final($"r=other{RestOfServerFirst}"), Throws.TypeOf<InvalidDataException>());
}
