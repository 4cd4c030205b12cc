using System.Buffers;
using System.Text;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Postgres.Gateway.Shared;

/// <summary>The words by which a statement uses what belongs to the server session: the server's own functions and views, and what the database has that leads to them.</summary>
/// <remarks>
/// Nearly all statements have none: those are told by one look over the text, without reading it. A name of the database's own is a hint and no proof: a branch
/// may not be taken, and a trigger may be for another event.
/// </remarks>
internal sealed class SessionWords
{
    // A server cuts longer names.
    private const int LongestWord = 64;

    private const int LookedAtOnce = 512;

    private const string AgeOfTransaction = "age()";

    private static readonly string[] s_beginnings =
        ["pg_", "txid_", "set_config", "currval", "lastval", "lo_open", "now", "current_", "localtime", "transaction_timestamp", "age("];

    private static readonly SearchValues<string> s_search = SearchValues.Create(s_beginnings, StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> s_calls =
        SearchValues.Create(["pg_notify", "set_config", "_advisory_", "pg_terminate_backend", "pg_cancel_backend"], StringComparison.OrdinalIgnoreCase);

    private static readonly Dictionary<string, Known>.AlternateLookup<ReadOnlySpan<char>> s_known = KnownWords().ToDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly Dictionary<string, SessionRoutine>.AlternateLookup<ReadOnlySpan<char>> _routines;
    private readonly Dictionary<string, SessionRoutine>.AlternateLookup<ReadOnlySpan<char>> _read;
    private readonly Dictionary<string, SessionRoutine>.AlternateLookup<ReadOnlySpan<char>> _written;

    /// <param name="routines">The functions and procedures, by name.</param>
    /// <param name="read">The views that call them.</param>
    /// <param name="written">The tables and views that lead to them when rows are written.</param>
    public SessionWords(Dictionary<string, SessionRoutine> routines, Dictionary<string, SessionRoutine> read, Dictionary<string, SessionRoutine> written)
    {
        _routines = routines.GetAlternateLookup<ReadOnlySpan<char>>();
        _read = read.GetAlternateLookup<ReadOnlySpan<char>>();
        _written = written.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The server's own only.</summary>
    public static SessionWords OfServer { get; } = new(
        new(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.Ordinal));

    /// <summary>What a word of the server's own stands for, in lower case.</summary>
    /// <param name="word">The word.</param>
    /// <param name="ahead">What follows it.</param>
    /// <param name="sql">The text that it is of.</param>
    /// <param name="uses">What it uses.</param>
    /// <param name="view">What it asks of the session.</param>
    public static bool TryFindKnown(ReadOnlySpan<char> word, SqlLexer ahead, ReadOnlySpan<byte> sql, out SessionUses uses, out string? view)
    {
        bool isKnown = s_known.TryGetValue(word, out Known known)
            && (!known.IsFunction || IsCall(ahead))
            && (known.View != AgeOfTransaction || IsOfTransaction(ahead, sql));
        (uses, view) = isKnown ? (known.Uses, known.View) : (SessionUses.None, null);
        return isKnown;
    }

    /// <summary>Looks for them in a statement.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="isWriting">Whether it writes rows, as far as its first word tells.</param>
    /// <param name="standardConformingStrings">As in <see cref="SqlLexer"/>.</param>
    public FoundUses Find(ReadOnlySpan<byte> sql, bool isWriting, bool standardConformingStrings = true)
    {
        bool hasOwn = _routines.Dictionary.Count + _read.Dictionary.Count > 0 || (isWriting && _written.Dictionary.Count > 0);
        return hasOwn || HasAny(sql, s_search) ? Read(sql, isWriting, standardConformingStrings) : default;
    }

    /// <summary>The word in lower case, or as it is between its quotes; empty: too long for any of these.</summary>
    public static ReadOnlySpan<char> Spell(SqlToken token, ReadOnlySpan<byte> sql, Span<char> buffer)
    {
        ReadOnlySpan<byte> text = token.Span.Of(sql);
        bool isQuoted = token.Kind == SqlTokenKind.QuotedWord && text.Length > 1 && text[0] == (byte)'"';
        text = isQuoted ? text[1..^1] : text;
        if (text.Length > buffer.Length)
        {
            return default;
        }

        int length = Encoding.UTF8.GetChars(text, buffer);
        if (!isQuoted)
        {
            _ = Ascii.ToLowerInPlace(buffer[..length], out _);
        }

        return buffer[..length];
    }

    private static bool IsCall(SqlLexer ahead) => ahead.Next().Kind == SqlTokenKind.LeftParenthesis;

    /// <summary>Whether a statement may be a call that the gateway answers or carries out, and whose parameters it has to know.</summary>
    public static bool MayHaveCall(ReadOnlySpan<byte> sql) => HasAny(sql, s_calls);

    private static bool HasAny(ReadOnlySpan<byte> sql, SearchValues<string> words)
    {
        Span<char> chars = stackalloc char[LookedAtOnce];
        while (true)
        {
            int length = Encoding.Latin1.GetChars(sql[..Math.Min(sql.Length, LookedAtOnce)], chars);
            if (chars[..length].ContainsAny(words))
            {
                return true;
            }

            if (length == sql.Length)
            {
                return false;
            }

            sql = sql[(length - LongestWord)..];
        }
    }

    private FoundUses Read(ReadOnlySpan<byte> sql, bool isWriting, bool standardConformingStrings)
    {
        Span<char> buffer = stackalloc char[LongestWord];
        SessionUses direct = SessionUses.None;
        string? view = null;
        SessionRoutine? routine = null;
        SqlLexer lexer = new(sql, start: 0, standardConformingStrings);
        SqlToken token;
        while ((token = lexer.Next()).Kind is not (SqlTokenKind.End or SqlTokenKind.Unterminated))
        {
            if (token.Kind is not (SqlTokenKind.Word or SqlTokenKind.QuotedWord))
            {
                continue;
            }

            ReadOnlySpan<char> word = Spell(token, sql, buffer);
            if (token.Kind == SqlTokenKind.Word && TryFindKnown(word, lexer, sql, out SessionUses known, out string? knownView))
            {
                direct |= known;
                view ??= knownView;
            }
            else if ((_routines.TryGetValue(word, out SessionRoutine? found) && IsCall(lexer))
                || _read.TryGetValue(word, out found)
                || (isWriting && _written.TryGetValue(word, out found)))
            {
                routine = routine?.With(found) ?? found;
            }
        }

        return new(direct, view, routine);
    }

    // age(xmin) counts transactions; age(timestamp) does not.
    private static bool IsOfTransaction(SqlLexer ahead, ReadOnlySpan<byte> sql)
    {
        SqlToken token;
        while ((token = ahead.Next()).Kind is not (SqlTokenKind.RightParenthesis or SqlTokenKind.End or SqlTokenKind.Unterminated))
        {
            ReadOnlySpan<byte> word = token.Span.Of(sql);
            if (token.Kind == SqlTokenKind.Word && (Ascii.EqualsIgnoreCase(word, "xmin"u8) || Ascii.EqualsIgnoreCase(word, "xmax"u8) || SqlWord.IsIn("frozenxid"u8, word)))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<KeyValuePair<string, Known>> KnownWords()
    {
        foreach (string view in (string[])
            [
                "pg_prepared_statements", "pg_cursors", "pg_locks",
                "pg_stat_activity", "pg_stat_ssl", "pg_stat_gssapi", "pg_stat_database",
                "pg_stat_all_tables", "pg_stat_user_tables", "pg_stat_all_indexes", "pg_stat_user_indexes", "pg_stat_user_functions",
                "pg_stat_xact_all_tables", "pg_stat_xact_user_tables", "pg_stat_xact_user_functions",
                "pg_statio_all_tables", "pg_statio_user_tables",
            ])
        {
            yield return KeyValuePair.Create(view, new Known(SessionUses.View, view, IsFunction: false));
        }

        foreach (string function in (string[])
            [
                "pg_listening_channels", "pg_backend_pid", "pg_terminate_backend", "pg_cancel_backend", "pg_blocking_pids", "pg_current_xact_id", "pg_current_snapshot",
                "pg_xact_status", "txid_current", "txid_current_snapshot", "txid_status", "age",
            ])
        {
            yield return KeyValuePair.Create(function, new Known(SessionUses.View, $"{function}()", IsFunction: true));
        }

        yield return KeyValuePair.Create("pg_current_xact_id_if_assigned", new Known(SessionUses.View, "pg_current_xact_id()", IsFunction: true));
        yield return KeyValuePair.Create("txid_current_if_assigned", new Known(SessionUses.View, "txid_current()", IsFunction: true));
        foreach ((string function, SessionUses uses) in ((string, SessionUses)[])
            [
                ("currval", SessionUses.SequenceMemory), ("lastval", SessionUses.SequenceMemory), ("pg_notify", SessionUses.Notification), ("set_config", SessionUses.Setting),
                ("now", SessionUses.Time), ("transaction_timestamp", SessionUses.Time), ("lo_open", SessionUses.Descriptor),
                ("pg_advisory_lock", SessionUses.AdvisoryLock), ("pg_advisory_lock_shared", SessionUses.AdvisoryLock),
                ("pg_advisory_xact_lock", SessionUses.AdvisoryLock), ("pg_advisory_xact_lock_shared", SessionUses.AdvisoryLock),
                ("pg_try_advisory_lock", SessionUses.AdvisoryLock), ("pg_try_advisory_lock_shared", SessionUses.AdvisoryLock),
                ("pg_try_advisory_xact_lock", SessionUses.AdvisoryLock), ("pg_try_advisory_xact_lock_shared", SessionUses.AdvisoryLock),
                ("pg_advisory_unlock", SessionUses.AdvisoryLock), ("pg_advisory_unlock_shared", SessionUses.AdvisoryLock), ("pg_advisory_unlock_all", SessionUses.AdvisoryLock),
            ])
        {
            yield return KeyValuePair.Create(function, new Known(uses, View: null, IsFunction: true));
        }

        foreach (string time in (string[])["current_timestamp", "current_date", "current_time", "localtime", "localtimestamp"])
        {
            yield return KeyValuePair.Create(time, new Known(SessionUses.Time, View: null, IsFunction: false));
        }
    }

    /// <param name="Uses">What it uses.</param>
    /// <param name="View">What it is called in a note.</param>
    /// <param name="IsFunction">Whether a parenthesis follows it.</param>
    private readonly record struct Known(SessionUses Uses, string? View, bool IsFunction);
}
