namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>A database that runs are played on, one after the other as long as it is back at its baseline after each.</summary>
/// <remarks>Its session for dumps stays: a new one would first have to read the catalog.</remarks>
internal sealed class WireDatabase(WireEndpoint endpoint) : IDisposable
{
    private WireClient? _dumps;

    public WireEndpoint Endpoint => endpoint;

    /// <summary>Its dump, past the target.</summary>
    public List<string> Dump() => DatabaseDump.Of(_dumps ??= WireClient.Ready(endpoint));

    public void Dispose() => _dumps?.Dispose();
}
