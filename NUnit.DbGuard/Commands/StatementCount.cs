using System.Buffers;
using System.Globalization;
using System.Text;
using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Postgres.Statements;
using NUnit.DbGuard.Sqlite;

namespace NUnit.DbGuard.Commands;

/// <summary>The statements that count, of what providers were asked to run.</summary>
internal static class StatementCount
{
    private const string Pragma = "PRAGMA";

    private static readonly SearchValues<char> s_letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789");
    private static readonly string[] s_uncounted = ["BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE", Pragma];

    /// <summary>Their texts, one by one.</summary>
    /// <param name="session">The session that knows the databases.</param>
    /// <param name="records">What was run.</param>
    /// <param name="database">The only database that counts; <see langword="null"/>: all.</param>
    public static IEnumerable<string> Of(GuardSession session, IEnumerable<CommandRecord> records, string? database)
    {
        foreach (CommandRecord record in records)
        {
            if (database is not null && !IsOf(session, record, database))
            {
                continue;
            }

            foreach (string statement in record.IsOneStatement ? [record.Sql.Trim().TrimEnd(';')] : Split(record.Sql))
            {
                if (!IsTransactionControl(statement))
                {
                    yield return statement;
                }
            }
        }
    }

    /// <summary>As <see cref="Of(GuardSession, IEnumerable{CommandRecord}, string?)"/>, of what a test's databases were asked.</summary>
    /// <param name="statements">What was asked.</param>
    /// <param name="database">The only database that counts; <see langword="null"/>: all.</param>
    /// <param name="withTransactions">Whether what begins and ends transactions counts.</param>
    public static IEnumerable<string> Of(IEnumerable<LoggedStatement> statements, string? database, bool withTransactions) => statements
        .Where(statement => (withTransactions ? !Begins(statement.Sql, Pragma) : !statement.IsControl) && (database is null || statement.Database == database))
        .Select(static statement => (statement.Part is { } part ? Part(statement.Sql, part) : statement.Sql).Trim().TrimEnd(';'));

    /// <summary>Whether a statement begins or ends a transaction, or is a setting of SQLite's: it does not count.</summary>
    public static bool IsTransactionControl(string statement) => Begins(statement, s_uncounted);

    /// <summary>One of the statements of a text of PostgreSQL's.</summary>
    /// <param name="text">The text.</param>
    /// <param name="number">Which one, from 0.</param>
    public static string Part(string text, int number) => Split(text) is { Count: > 1 } parts && number < parts.Count ? parts[number] : text;

    /// <summary>A number of statements, in words.</summary>
    public static string Text(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "statement" : "statements")}");

    private static bool Begins(string statement, params ReadOnlySpan<string> words)
    {
        ReadOnlySpan<char> word = statement;
        if (word.IsEmpty || !char.IsAsciiLetter(word[0]))
        {
            // A comment, a blank.
            word = Encoding.UTF8.GetString(SqliteStatement.SkipBlank(Encoding.UTF8.GetBytes(statement)));
        }

        int length = word.IndexOfAnyExcept(s_letters);
        word = length < 0 ? word : word[..length];
        foreach (string searched in words)
        {
            if (word.Equals(searched, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOf(GuardSession session, CommandRecord record, string database) =>
        record.Database == database || (record.ServerDatabase is { } onServer && session.FindPostgres(onServer).Any(engine => engine.Name == database));

    private static List<string> Split(string text)
    {
        List<string> statements = [];
        byte[] sql = Encoding.UTF8.GetBytes(text);
        StatementReader reader = new(sql);
        while (reader.TryRead(out Statement statement))
        {
            if (statement.Kind != StatementKind.Empty)
            {
                statements.Add(Encoding.UTF8.GetString(statement.Text.Of(sql)).Trim());
            }
        }

        return statements;
    }
}
