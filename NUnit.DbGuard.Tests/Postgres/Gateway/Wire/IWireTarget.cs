namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>Something that clients speak to instead of to the server: the server itself, or the gateway.</summary>
internal interface IWireTarget : IDisposable
{
    string Name { get; }

    /// <summary>Whether the database is back at its baseline after each test.</summary>
    bool RestoresBaseline { get; }

    /// <summary>Whether it lets clients in by rules of its own, before they have a session.</summary>
    bool HasEntryOfItsOwn => false;

    /// <summary>Begins a test on a database, of which the target is the only user until the test's end.</summary>
    IWireTest Begin(WireEndpoint database);

    /// <summary>Lets go of a database that no test will be begun on any more.</summary>
    void Forget(WireEndpoint database)
    {
    }
}
