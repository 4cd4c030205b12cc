namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>The server itself: each client has a session of its own and commits are real.</summary>
internal sealed class DirectTarget : IWireTarget
{
    public string Name => "PostgreSQL";

    public bool RestoresBaseline => false;

    public IWireTest Begin(WireEndpoint database) => new DirectTest(database);

    public void Dispose()
    {
        // There is nothing to give back.
    }

    private sealed class DirectTest(WireEndpoint database) : IWireTest
    {
        public WireEndpoint Endpoint => database;

        public IReadOnlyList<string> End() => [];

        public void Dispose()
        {
            // There is nothing to give back.
        }
    }
}
