using System.Text;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>Finds what <c>SELECT pg_notify(channel, payload)</c> notifies, where both are literals or parameters.</summary>
internal static class NotifyText
{
    /// <param name="sql">The statement.</param>
    /// <param name="values">The values of its parameters; <see langword="null"/>: it has none.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="payload">The payload.</param>
    public static bool TryRead(ReadOnlySpan<byte> sql, IReadOnlyList<string?>? values, out string channel, out string payload)
    {
        channel = payload = string.Empty;
        SqlLexer lexer = new(sql);
        SqlToken token = lexer.Next();
        if (token.Kind != SqlTokenKind.Word || !Ascii.EqualsIgnoreCase(token.Span.Of(sql), "SELECT"u8))
        {
            return false;
        }

        token = lexer.Next();
        if (Ascii.EqualsIgnoreCase(token.Span.Of(sql), "pg_catalog"u8) && lexer.Next().Kind == SqlTokenKind.Dot)
        {
            token = lexer.Next();
        }

        return Ascii.EqualsIgnoreCase(token.Span.Of(sql), "pg_notify"u8)
            && lexer.Next().Kind == SqlTokenKind.LeftParenthesis
            && TryReadValue(ref lexer, sql, values, SqlTokenKind.Comma, out channel)
            && TryReadValue(ref lexer, sql, values, SqlTokenKind.RightParenthesis, out payload)
            && lexer.Next().Kind == SqlTokenKind.End;
    }

    private static bool TryReadValue(ref SqlLexer lexer, ReadOnlySpan<byte> sql, IReadOnlyList<string?>? values, SqlTokenKind end, out string value)
    {
        value = string.Empty;
        SqlToken token = lexer.Next();
        if (token.Kind == SqlTokenKind.String)
        {
            value = SqlLiteral.Decode(token.Span.Of(sql));
        }
        else if (SqlParameter.TryFindValue(token, sql, values, out string? given))
        {
            value = given ?? string.Empty;
        }
        else
        {
            return false;
        }

        // A cast changes nothing of a text.
        while ((token = lexer.Next()).Kind != end)
        {
            if (token.Kind is not (SqlTokenKind.Cast or SqlTokenKind.Word))
            {
                return false;
            }
        }

        return true;
    }
}
