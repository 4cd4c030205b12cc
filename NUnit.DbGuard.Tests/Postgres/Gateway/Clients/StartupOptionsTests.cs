using NUnit.DbGuard.Postgres.Gateway.Clients;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Clients;

/// <summary>The start-up parameter <c>options</c>.</summary>
public sealed class StartupOptionsTests
{
    [TestCase("", "")]
    [TestCase("  ", "")]
    [TestCase("-c search_path=shop", "search_path=shop")]
    [TestCase("-csearch_path=shop", "search_path=shop")]
    [TestCase("--search-path=shop", "search_path=shop")]
    [TestCase(" -c a=1\t--b=2  -c\nc=3 ", "a=1|b=2|c=3")]
    [TestCase("-c a=b=c", "a=b=c")]
    [TestCase("-c a=", "a=")]
    [TestCase(@"-c search_path=a,\ b", "search_path=a, b")]
    [TestCase(@"-c a=\\b\c\", @"a=\bc")]
    [TestCase("--shop.my-tenant=a-b", "shop.my_tenant=a-b")]
    public void Settings_are_taken_in_order(string options, string settings) =>
        Assert.That(string.Join('|', StartupOptions.Parse(options).Select(static setting => $"{setting.Key}={setting.Value}")), Is.EqualTo(settings));

    [TestCase("-c", "invalid command-line argument for server process: -c")]
    [TestCase("-c a", "-c a requires a value")]
    [TestCase("-ca", "-c a requires a value")]
    [TestCase("--a-b", "--a-b requires a value")]
    [TestCase("--", "invalid command-line argument for server process: --")]
    [TestCase("-x", "invalid command-line argument for server process: -x")]
    [TestCase("shop", "invalid command-line argument for server process: shop")]
    public void What_the_server_would_not_take_is_refused(string options, string message) =>
        Assert.That(
            () => StartupOptions.Parse(options),
            Throws.TypeOf<ClientRefusalException>().With.Message.EqualTo(message).And.Property(nameof(ClientRefusalException.SqlState)).EqualTo("42601"));
}
