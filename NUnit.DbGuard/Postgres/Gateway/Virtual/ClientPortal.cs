using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Virtual;

/// <summary>A portal of a client's.</summary>
/// <param name="Statement">What it runs; <see langword="null"/> when the server refused the name.</param>
/// <param name="ServerName">Its name on the server.</param>
/// <param name="Number">Tells it from the portals and cursors that the client made before.</param>
internal sealed record ClientPortal(ClientStatement? Statement, ByteString ServerName, int Number)
{
    /// <summary>Whether the server has made it.</summary>
    public bool IsMade { get; set; }

    /// <summary>Whether it has the name of a cursor of the client's: if the server refuses it, the name stays the cursor's.</summary>
    public bool IsCursors { get; init; }

    /// <summary>The values of its parameters, where the gateway has to know them.</summary>
    public IReadOnlyList<string?>? Values { get; init; }

    /// <summary>The format of its first column, where the gateway may have to answer.</summary>
    public FormatCode ResultFormat { get; init; }
}
