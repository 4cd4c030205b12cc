using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>Finds which settings a statement sets by calling <c>set_config</c> with a literal name.</summary>
internal static class SetConfigText
{
    /// <summary>Whether a text calls the function at all.</summary>
    public static bool IsIn(ReadOnlySpan<byte> sql) => SqlWord.IsIn("set_config"u8, sql);

    /// <param name="sql">The statement.</param>
    /// <param name="values">The values of its parameters, where they are known.</param>
    public static IReadOnlyList<(string Name, bool IsLocal)> Find(ReadOnlySpan<byte> sql, IReadOnlyList<string?>? values)
    {
        if (!IsIn(sql))
        {
            return [];
        }

        List<(string Name, bool IsLocal)> found = [];
        SqlLexer lexer = new(sql);
        SqlToken token;
        while ((token = lexer.Next()).Kind != SqlTokenKind.End)
        {
            if (token.Kind == SqlTokenKind.Word && System.Text.Ascii.EqualsIgnoreCase(token.Span.Of(sql), "set_config"u8)
                && lexer.Next().Kind == SqlTokenKind.LeftParenthesis
                && (token = lexer.Next()).Kind == SqlTokenKind.String)
            {
#pragma warning disable CA1308 // The server spells its settings in lower case.
                string name = SqlLiteral.Decode(token.Span.Of(sql)).ToLowerInvariant();
#pragma warning restore CA1308
                found.Add((name, EndsWithTrue(ref lexer, sql, values)));
            }
        }

        return found;
    }

    /// <summary>The same for the body of a DO, where it is between dollars: such a string holds its text as it is.</summary>
    public static IReadOnlyList<(string Name, bool IsLocal)> FindInBody(ReadOnlySpan<byte> sql)
    {
        if (!IsIn(sql))
        {
            return [];
        }

        SqlLexer lexer = new(sql);
        SqlToken token;
        while ((token = lexer.Next()).Kind != SqlTokenKind.End)
        {
            ReadOnlySpan<byte> text = token.Span.Of(sql);
            int tag = token.Kind == SqlTokenKind.String && text[0] == (byte)'$' ? text[1..].IndexOf((byte)'$') + 2 : 0;
            if (tag > 0)
            {
                return Find(text[tag..^tag], values: null);
            }
        }

        return [];
    }

    private static bool EndsWithTrue(ref SqlLexer lexer, ReadOnlySpan<byte> sql, IReadOnlyList<string?>? values)
    {
        int depth = 1;
        SqlToken last = default;
        bool isAfterCast = false;
        SqlToken token;
        while ((token = lexer.Next()).Kind != SqlTokenKind.End)
        {
            depth += token.Kind == SqlTokenKind.LeftParenthesis ? 1 : token.Kind == SqlTokenKind.RightParenthesis ? -1 : 0;
            if (depth == 0)
            {
                break;
            }

            // The type of a cast is not the value.
            last = token.Kind == SqlTokenKind.Cast || isAfterCast ? last : token;
            isAfterCast = token.Kind == SqlTokenKind.Cast;
        }

        ReadOnlySpan<byte> text = last.Span.Of(sql);
        if (text.Length > 1 && text[0] == '$' && int.TryParse(text[1..], out int number) && number >= 1 && number <= values?.Count)
        {
            return values[number - 1] is "t" or "true" or "on" or "1" or "\u0001";
        }

        return System.Text.Ascii.EqualsIgnoreCase(last.Span.Of(sql), "true"u8) || System.Text.Ascii.EqualsIgnoreCase(last.Span.Of(sql), "'t'"u8);
    }
}
