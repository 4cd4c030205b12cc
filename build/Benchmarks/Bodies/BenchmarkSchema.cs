using System.Data.Common;
using System.Globalization;
using System.Text;

namespace NUnit.DbGuard.Benchmarks.Bodies;

/// <summary>A database of so many tables and so many bytes: made by the same statements for both sides.</summary>
/// <param name="Name">Its name, also its mark's.</param>
/// <param name="Tables">How many tables; each has one index beside its key.</param>
/// <param name="Bytes">The size to fill it up to.</param>
internal sealed record BenchmarkSchema(string Name, int Tables, long Bytes)
{
    /// <summary>The table that the tests write to. It is empty in the baseline, so that counting its rows costs the same at every size.</summary>
    public const string Written = "t0";

    private const int RowBytes = 1024;
    private const int MegaByte = 1_000_000;

    public static BenchmarkSchema[] All { get; } =
    [
        new("tables10", 10, MegaByte / 2),
        new("tables50", 50, MegaByte / 2),
        new("tables200", 200, MegaByte / 2),
        new("megabytes10", 50, 10 * MegaByte),
        new("megabytes100", 50, 100 * MegaByte),
    ];

    public static BenchmarkSchema Of(string name) => Array.Find(All, schema => schema.Name == name) ?? throw new ArgumentException($"No database '{name}'.", nameof(name));

    public async Task CreateAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        using DbTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        StringBuilder sql = new();
        for (int table = 0; table < Tables; table++)
        {
            _ = sql.Append(CultureInfo.InvariantCulture, $"CREATE TABLE t{table} (id INTEGER PRIMARY KEY, name TEXT NOT NULL, amount INTEGER NOT NULL, body TEXT);")
                .Append(CultureInfo.InvariantCulture, $"CREATE INDEX t{table}_name ON t{table} (name);");
        }

        command.CommandText = sql.ToString();
        _ = await command.ExecuteNonQueryAsync(cancellationToken);
        command.CommandText = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
        long empty = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        long rows = Math.Max(0, Bytes - empty) / (RowBytes + (RowBytes / 4)) / (Tables - 1);
        for (int table = 1; table < Tables && rows > 0; table++)
        {
            command.CommandText = string.Create(
                CultureInfo.InvariantCulture,
                $"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) INSERT INTO t{table} (name, amount, body) SELECT 'row ' || i, i, hex(zeroblob({RowBytes / 2})) FROM n");
            _ = await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
