using System.Text;

namespace NUnit.DbGuard.Commands;

/// <summary>SQL without what differs between two runs of one statement: values, the length of lists of values, comments, white space.</summary>
internal static class NormalizedSql
{
    public static string Of(string sql)
    {
        StringBuilder text = new(sql.Length);
        int at = 0;
        while (at < sql.Length)
        {
            char next = sql[at];
            if (char.IsWhiteSpace(next))
            {
                at++;
                Separate(text);
            }
            else if (next == '-' && Follows(sql, at, '-'))
            {
                at = EndOf(sql, at, "\n");
                Separate(text);
            }
            else if (next == '/' && Follows(sql, at, '*'))
            {
                at = EndOf(sql, at, "*/");
                Separate(text);
            }
            else if (next == '\'')
            {
                at = EndOfQuoted(sql, at);
                Append(text, '?');
            }
            else if (next is '"' or '`')
            {
                int end = EndOfQuoted(sql, at);
                text.Append(sql, at, end - at);
                at = end;
            }
            else if (char.IsAsciiDigit(next) || (next is '$' or '@' or ':' or '?' && IsParameter(sql, at)))
            {
                at = EndOfWord(sql, at + 1);
                Append(text, '?');
            }
            else if (IsWord(next))
            {
                int end = EndOfWord(sql, at);
                text.Append(sql, at, end - at);
                at = end;
            }
            else
            {
                if (next is ',' or ')' && text is [.., ' '])
                {
                    text.Length--;
                }

                text.Append(next);
                at++;
            }
        }

        return text.ToString().Trim().TrimEnd(';').TrimEnd();
    }

    // A list of values becomes one: '?, ?, ?' is '?'.
    private static void Append(StringBuilder text, char value)
    {
        if (text is [.., '?', ',', ' '])
        {
            text.Length -= 2;
            return;
        }

        if (text is [.., '?', ','])
        {
            text.Length--;
            return;
        }

        text.Append(value);
    }

    private static void Separate(StringBuilder text)
    {
        if (text.Length > 0 && text[^1] is not (' ' or '('))
        {
            text.Append(' ');
        }
    }

    private static bool Follows(string sql, int at, char next) => at + 1 < sql.Length && sql[at + 1] == next;

    private static bool IsParameter(string sql, int at) => sql[at] == '?' || (at + 1 < sql.Length && IsWord(sql[at + 1]) && (at == 0 || sql[at - 1] != ':'));

    private static bool IsWord(char letter) => char.IsLetterOrDigit(letter) || letter is '_' or '.';

    private static int EndOf(string sql, int at, string mark) => sql.IndexOf(mark, at, StringComparison.Ordinal) is >= 0 and int found ? found + mark.Length : sql.Length;

    private static int EndOfWord(string sql, int at)
    {
        while (at < sql.Length && IsWord(sql[at]))
        {
            at++;
        }

        return at;
    }

    private static int EndOfQuoted(string sql, int at)
    {
        char quote = sql[at];
        for (int end = at + 1; end < sql.Length; end++)
        {
            if (sql[end] == quote)
            {
                if (!Follows(sql, end, quote))
                {
                    return end + 1;
                }

                end++;
            }
        }

        return sql.Length;
    }
}
