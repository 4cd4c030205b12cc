namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>One test of a target. Disposing it without <see cref="End"/> gives it up.</summary>
internal interface IWireTest : IDisposable
{
    /// <summary>Where clients connect in this test. The database has the name that the test was begun with: messages mention it.</summary>
    WireEndpoint Endpoint { get; }

    /// <summary>Ends the test; all its clients have said good-bye or were dropped. What is returned would fail the user's test: one text for each reason.</summary>
    IReadOnlyList<string> End();

    /// <summary>What the user would be told without failing the test; after <see cref="End"/>.</summary>
    IReadOnlyList<string> Notes => [];
}
