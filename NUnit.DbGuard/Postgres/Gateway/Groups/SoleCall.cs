using System.Text;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>A statement that is one call of one function: <c>SELECT pg_try_advisory_lock(7)</c>.</summary>
/// <param name="Function">Its name, in lower case.</param>
/// <param name="Arguments">Its arguments as they are written, with the parameters' values in their places, and without casts.</param>
/// <param name="Column">The result's column.</param>
internal sealed record SoleCall(string Function, string Arguments, string Column)
{
    /// <param name="sql">The statement.</param>
    /// <param name="values">The values of its parameters, decoded; <see langword="null"/>: it has none.</param>
    /// <returns><see langword="null"/>: it is something else, or more than that.</returns>
    public static SoleCall? Read(ReadOnlySpan<byte> sql, IReadOnlyList<string?>? values)
    {
        SqlLexer lexer = new(sql);
        if (!IsWord(lexer.Next(), sql, "SELECT"u8))
        {
            return null;
        }

        SqlToken token = lexer.Next();
        if (IsWord(token, sql, "pg_catalog"u8) && lexer.Next().Kind == SqlTokenKind.Dot)
        {
            token = lexer.Next();
        }

        if (token.Kind != SqlTokenKind.Word || lexer.Next().Kind != SqlTokenKind.LeftParenthesis || ReadArguments(ref lexer, sql, values) is not { } arguments)
        {
            return null;
        }

        string function = SqlIdentifier.Decode(token.Span.Of(sql));
        string column = function;
        token = lexer.Next();
        if (IsWord(token, sql, "AS"u8))
        {
            column = SqlIdentifier.Decode(lexer.Next().Span.Of(sql));
            token = lexer.Next();
        }

        return token.Kind is SqlTokenKind.End or SqlTokenKind.Semicolon ? new(function, arguments, column) : null;
    }

    private static bool IsWord(SqlToken token, ReadOnlySpan<byte> sql, ReadOnlySpan<byte> word) =>
        token.Kind == SqlTokenKind.Word && Ascii.EqualsIgnoreCase(token.Span.Of(sql), word);

    private static string? ReadArguments(ref SqlLexer lexer, ReadOnlySpan<byte> sql, IReadOnlyList<string?>? values)
    {
        StringBuilder arguments = new();
        int depth = 1;
        bool isAfterCast = false;
        while (true)
        {
            SqlToken token = lexer.Next();
            depth += token.Kind == SqlTokenKind.LeftParenthesis ? 1 : token.Kind == SqlTokenKind.RightParenthesis ? -1 : 0;
            if (token.Kind is SqlTokenKind.End or SqlTokenKind.Unterminated || depth == 0)
            {
                return depth == 0 ? arguments.ToString() : null;
            }

            if (token.Kind == SqlTokenKind.Parameter)
            {
                if (!SqlParameter.TryFindValue(token, sql, values, out string? value))
                {
                    return null;
                }

                _ = arguments.Append(value);
            }
            else if (token.Kind != SqlTokenKind.Cast && !isAfterCast)
            {
                // A cast does not change the number.
                _ = arguments.Append(Encoding.UTF8.GetString(token.Span.Of(sql)));
            }

            isAfterCast = token.Kind == SqlTokenKind.Cast;
        }
    }
}
