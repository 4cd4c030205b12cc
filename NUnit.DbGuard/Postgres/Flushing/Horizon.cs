using System.Globalization;

namespace NUnit.DbGuard.Postgres.Flushing;

/// <summary>The number of the first transaction that has not been part of what tests start from.</summary>
/// <remarks>The server's numbers begin again after 2^32, and compare by how far they are behind the next (<c>age()</c>). 0 to 2 are its own.</remarks>
internal readonly record struct Horizon(uint Transaction)
{
    private const uint FirstNormal = 3;

    /// <summary>What asks for it now.</summary>
    public const string Ask = "SELECT pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text";

    /// <summary>Reads what <see cref="Ask"/> answers, which has counted on.</summary>
    public static Horizon Of(string text) => FromNext((uint)ulong.Parse(text, CultureInfo.InvariantCulture));

    /// <summary>The one behind a transaction.</summary>
    public static Horizon Behind(string transaction) => FromNext(unchecked(uint.Parse(transaction, CultureInfo.InvariantCulture) + 1));

    /// <summary>The condition that a row was written by a transaction from there on.</summary>
    /// <param name="table">The table, as the statement calls it.</param>
    /// <param name="parameter">The parameter with <see cref="ToString"/>.</param>
    public static string IsNew(string table, string parameter) => $"pg_catalog.age({table}.xmin) <= pg_catalog.age({parameter}::pg_catalog.xid)";

    public override string ToString() => Transaction.ToString(CultureInfo.InvariantCulture);

    private static Horizon FromNext(uint transaction) => new(Math.Max(transaction, FirstNormal));
}
