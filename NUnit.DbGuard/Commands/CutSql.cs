using System.Globalization;

namespace NUnit.DbGuard.Commands;

/// <summary>A text of SQL, as much of it as is kept.</summary>
/// <param name="Sql">The text; of a very long one the beginning, and a number that tells it from others with the same beginning.</param>
/// <param name="IsSecret">Whether it mentions secrets in what is not kept.</param>
internal readonly record struct CutSql(string Sql, bool IsSecret)
{
    private const int Longest = 4_000;

    public static CutSql Of(string sql) => sql.Length <= Longest
        ? new(sql, IsSecret: false)
        : new(string.Create(CultureInfo.InvariantCulture, $"{sql.AsSpan(0, Longest)} … #{sql.GetHashCode(StringComparison.Ordinal):x8}"), SecretWords.AreIn(sql));
}
