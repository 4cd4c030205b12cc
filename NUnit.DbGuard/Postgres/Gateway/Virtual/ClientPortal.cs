using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Virtual;

/// <summary>A portal of a client's.</summary>
/// <param name="Statement">What it runs; <see langword="null"/> when the server refused the name.</param>
/// <param name="ServerName">Its name on the server.</param>
internal sealed record ClientPortal(ClientStatement? Statement, ByteString ServerName)
{
    /// <summary>The values of its parameters, where the gateway has to know them.</summary>
    public IReadOnlyList<string?>? Values { get; init; }

    /// <summary>Whether the server has made it. What it refused, perhaps for the name itself, is not closed there: the gateway's own messages must not fail.</summary>
    public bool IsBound { get; set; }

    /// <summary>The format of its first column, where the gateway may have to answer.</summary>
    public FormatCode ResultFormat { get; init; }
}
