using System.Globalization;

namespace NUnit.DbGuard.Postgres.Statements;

/// <summary>A parameter of a statement: <c>$1</c>.</summary>
internal static class SqlParameter
{
    /// <summary>Finds what a parameter stands for.</summary>
    /// <param name="token">What may be one.</param>
    /// <param name="sql">The statement.</param>
    /// <param name="values">The values of its parameters; <see langword="null"/>: none is known.</param>
    /// <param name="value">The value; <see langword="null"/>: NULL.</param>
    /// <returns>Whether it is one, and its value is known.</returns>
    public static bool TryFindValue(SqlToken token, ReadOnlySpan<byte> sql, IReadOnlyList<string?>? values, out string? value)
    {
        value = null;
        if (token.Kind != SqlTokenKind.Parameter
            || !int.TryParse(token.Span.Of(sql)[1..], NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < 1 || number > (values?.Count ?? 0))
        {
            return false;
        }

        value = values![number - 1];
        return true;
    }
}
