using System.Text;
using NUnit.DbGuard.Postgres.Gateway.Groups;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Postgres.Gateway.Shared;

/// <summary>Reads what the body of a function, a procedure or a DO uses that belongs to the server session.</summary>
/// <remarks>Its strings are read as well: they may be what it executes.</remarks>
internal static class RoutineText
{
    private const int DeepestString = 3;

    /// <param name="name">The routine's.</param>
    /// <param name="body">Its text.</param>
    /// <returns><see langword="null"/>: it uses nothing of that kind.</returns>
    public static SessionRoutine? Read(string name, ReadOnlySpan<byte> body)
    {
        SessionUses uses = SessionUses.None;
        string? view = null;
        List<SettingTouch> settings = [];
        Read(body, DeepestString, ref uses, ref view, settings);
        return uses == SessionUses.None ? null : new(name, uses, view, settings);
    }

    private static void Read(ReadOnlySpan<byte> body, int depth, ref SessionUses uses, ref string? view, List<SettingTouch> settings)
    {
        Span<char> buffer = stackalloc char[64];
        SqlLexer lexer = new(body);
        bool isAtStart = true;
        SqlToken token;
        while ((token = lexer.Next()).Kind is not (SqlTokenKind.End or SqlTokenKind.Unterminated))
        {
            bool wasAtStart = isAtStart;
            isAtStart = token.Kind == SqlTokenKind.Semicolon;
            if (token.Kind == SqlTokenKind.String && depth > 0 && token.Span.Length > 4)
            {
                Read(Encoding.UTF8.GetBytes(SqlLiteral.Decode(token.Span.Of(body))), depth - 1, ref uses, ref view, settings);
            }
            else if (token.Kind == SqlTokenKind.Word)
            {
                ReadOnlySpan<char> word = SessionWords.Spell(token, body, buffer);
                if (SessionWords.TryFindKnown(word, lexer, body, out SessionUses known, out string? knownView))
                {
                    uses |= known;
                    view ??= knownView;
                    continue;
                }

                isAtStart = word is "begin" or "then" or "else" or "loop";
                switch (word)
                {
                    case "refcursor":
                    case "open" when wasAtStart:
                        uses |= SessionUses.Cursor;
                        break;
                    case "notify" when wasAtStart:
                        uses |= SessionUses.Notification;
                        break;
                    case "set" or "reset" when wasAtStart:
                        ReadSet(lexer, body, word.Length == 5, ref uses, settings);
                        break;
                    default:
                        break;
                }
            }
        }

        if ((uses & SessionUses.Setting) != 0 && !SetConfigText.TryFind(body, values: null, settings))
        {
            uses |= SessionUses.UnknownSetting;
        }
    }

    // SET [LOCAL | SESSION] name, as a statement of its own.
    private static void ReadSet(SqlLexer lexer, ReadOnlySpan<byte> body, bool isReset, ref SessionUses uses, List<SettingTouch> settings)
    {
        SqlToken token = lexer.Next();
        bool isLocal = false;
        if (!isReset && token.Kind == SqlTokenKind.Word && (Ascii.EqualsIgnoreCase(token.Span.Of(body), "LOCAL"u8) || Ascii.EqualsIgnoreCase(token.Span.Of(body), "SESSION"u8)))
        {
            isLocal = Ascii.EqualsIgnoreCase(token.Span.Of(body), "LOCAL"u8);
            token = lexer.Next();
        }

        int start = token.Span.Start;
        int end = token.Span.End;
        SqlToken next = lexer.Next();
        while (next.Kind == SqlTokenKind.Dot)
        {
            end = lexer.Next().Span.End;
            next = lexer.Next();
        }

        if (token.Kind == SqlTokenKind.End || (token.Kind == SqlTokenKind.Operator && next.Kind == SqlTokenKind.Word))
        {
            // EXECUTE 'SET ' || name, or format('SET %I = …', name).
            uses |= SessionUses.UnknownSetting;
        }

        bool isAssigned = isReset || next.Span.Of(body).SequenceEqual("="u8) || Ascii.EqualsIgnoreCase(next.Span.Of(body), "TO"u8);
        if (token.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedWord && isAssigned)
        {
            settings.Add(new(SettingName.Decode(body[start..end]), isLocal));
            uses |= SessionUses.Setting;
        }
    }
}
