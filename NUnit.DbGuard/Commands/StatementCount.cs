using System.Globalization;
using System.Text;
using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Postgres.Statements;
using NUnit.DbGuard.Sqlite;

namespace NUnit.DbGuard.Commands;

/// <summary>The statements that count, of what providers were asked to run.</summary>
internal static class StatementCount
{
    private static readonly string[] s_transactionControl = ["BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE", "PRAGMA"];

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

    /// <summary>A number of statements, in words.</summary>
    public static string Text(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "statement" : "statements")}");

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

    private static bool IsTransactionControl(string statement)
    {
        ReadOnlySpan<byte> text = SqliteStatement.SkipBlank(Encoding.UTF8.GetBytes(statement));
        string word = Encoding.UTF8.GetString(SqliteStatement.Word(text));
        return Array.Exists(s_transactionControl, control => word.Equals(control, StringComparison.OrdinalIgnoreCase));
    }
}
