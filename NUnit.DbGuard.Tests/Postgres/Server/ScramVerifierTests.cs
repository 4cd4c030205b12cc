using NUnit.DbGuard.Postgres.Server;

namespace NUnit.DbGuard.Tests.Postgres.Server;

/// <summary>The form in which the server is told its password; that it fits the password, each connection of the other tests proves.</summary>
public sealed class ScramVerifierTests
{
    [Test]
    public void It_has_the_form_that_the_server_takes_as_it_is() =>
        Assert.That(ScramVerifier.Of("secret"), Does.Match(@"^SCRAM-SHA-256\$1:[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$"));

    [Test]
    public void Each_is_salted_anew()
    {
        string first = ScramVerifier.Of("secret");

        string second = ScramVerifier.Of("secret");

        Assert.That(second, Is.Not.EqualTo(first));
    }
}
