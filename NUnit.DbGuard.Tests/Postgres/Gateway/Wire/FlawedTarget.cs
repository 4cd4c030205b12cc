namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>The server itself, on a database that was changed behind the clients' backs.</summary>
internal sealed class FlawedTarget(string flaw) : IWireTarget
{
    public string Name => "flawed";

    public bool RestoresBaseline { get; init; }

    public IReadOnlyList<string> Reports { get; init; } = [];

    public IWireTest Begin(WireEndpoint database)
    {
        using WireClient client = WireClient.Ready(database);
        client.Ask(flaw);
        return new FlawedTest(database, Reports);
    }

    public void Dispose()
    {
        // There is nothing to give back.
    }

    private sealed class FlawedTest(WireEndpoint database, IReadOnlyList<string> reports) : IWireTest
    {
        public WireEndpoint Endpoint => database;

        public IReadOnlyList<string> End() => reports;

        public void Dispose()
        {
            // There is nothing to give back.
        }
    }
}
