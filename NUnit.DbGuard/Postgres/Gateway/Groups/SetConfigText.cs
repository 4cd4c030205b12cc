using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>Finds which settings a statement sets by calling <c>set_config</c>.</summary>
internal static class SetConfigText
{
    /// <param name="sql">The statement.</param>
    /// <param name="values">The values of its parameters, where they are known.</param>
    /// <param name="found">Gets the settings whose names are known.</param>
    /// <returns>Whether all that there are could be read: their names, and whether each is for the transaction only.</returns>
    public static bool TryFind(ReadOnlySpan<byte> sql, IReadOnlyList<string?>? values, List<SettingTouch> found)
    {
        bool isAll = true;
        SqlLexer lexer = new(sql);
        SqlToken token;
        while ((token = lexer.Next()).Kind is not (SqlTokenKind.End or SqlTokenKind.Unterminated))
        {
            if (token.Kind != SqlTokenKind.Word || !System.Text.Ascii.EqualsIgnoreCase(token.Span.Of(sql), "set_config"u8) || lexer.Next().Kind != SqlTokenKind.LeftParenthesis)
            {
                continue;
            }

            string? name = ReadName(ref lexer, sql, values);
            bool? isLocal = EndsWithTrue(ref lexer, sql, values);
            isAll &= name is not null && isLocal is not null;
            if (name is not null)
            {
                found.Add(new(name, isLocal ?? false));
            }
        }

        return isAll;
    }

    // A text or a parameter, and nothing else: what is put together, only the server knows.
    private static string? ReadName(ref SqlLexer lexer, ReadOnlySpan<byte> sql, IReadOnlyList<string?>? values)
    {
        SqlLexer ahead = lexer;
        SqlToken token = ahead.Next();
        string? name = token.Kind switch
        {
            SqlTokenKind.String => SqlLiteral.Decode(token.Span.Of(sql)),
            SqlTokenKind.Parameter => SqlParameter.TryFindValue(token, sql, values, out string? value) ? value : null,
            _ => null,
        };
        SqlToken next;
        while (name is not null && (next = ahead.Next()).Kind != SqlTokenKind.Comma)
        {
            if (next.Kind is not (SqlTokenKind.Cast or SqlTokenKind.Word))
            {
                return null;
            }
        }

        if (name is not null)
        {
            lexer = ahead;
        }

#pragma warning disable CA1308 // The server spells its settings in lower case.
        return name?.ToLowerInvariant();
#pragma warning restore CA1308
    }

    // The last argument: null if it is no text and no parameter whose value is known.
    private static bool? EndsWithTrue(ref SqlLexer lexer, ReadOnlySpan<byte> sql, IReadOnlyList<string?>? values)
    {
        int depth = 1;
        SqlToken last = default;
        bool isAfterCast = false;
        bool isSingle = true;
        SqlToken token;
        while ((token = lexer.Next()).Kind is not (SqlTokenKind.End or SqlTokenKind.Unterminated))
        {
            depth += token.Kind == SqlTokenKind.LeftParenthesis ? 1 : token.Kind == SqlTokenKind.RightParenthesis ? -1 : 0;
            if (depth == 0)
            {
                break;
            }

            // The type of a cast is not the value.
            bool isOfCast = token.Kind == SqlTokenKind.Cast || isAfterCast;
            isSingle = isOfCast ? isSingle : last.Kind == SqlTokenKind.Comma || last.Span.IsEmpty;
            last = isOfCast ? last : token;
            isAfterCast = token.Kind == SqlTokenKind.Cast;
        }

        string? value = !isSingle ? null
            : last.Kind == SqlTokenKind.Parameter ? (SqlParameter.TryFindValue(last, sql, values, out string? given) ? given : null)
            : last.Kind == SqlTokenKind.String ? SqlLiteral.Decode(last.Span.Of(sql))
            : System.Text.Encoding.UTF8.GetString(last.Span.Of(sql));
#pragma warning disable CA1308 // As the server reads a boolean.
        return value?.ToLowerInvariant() switch
        {
            "t" or "true" or "on" or "yes" or "y" or "1" or "\u0001" => true,
            "f" or "false" or "off" or "no" or "n" or "0" or "\0" => false,
            _ => null,
        };
#pragma warning restore CA1308
    }
}
