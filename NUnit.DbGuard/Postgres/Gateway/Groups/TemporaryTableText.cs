using System.Text;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>A statement that makes a temporary table.</summary>
/// <param name="Name">The table's name, as SQL.</param>
/// <param name="OnCommit">The statement that does what is to happen to it at COMMIT; <see langword="null"/>: nothing.</param>
internal readonly record struct TemporaryTableText(string Name, string? OnCommit)
{
    /// <summary>Reads <c>CREATE TEMPORARY TABLE name … ON COMMIT …</c>, also with AS, and <c>CREATE TEMPORARY VIEW</c> and <c>SEQUENCE</c> not at all.</summary>
    public static bool TryRead(ReadOnlySpan<byte> sql, out TemporaryTableText table)
    {
        table = default;
        if (sql.Length < 6 || !Ascii.EqualsIgnoreCase(sql[..6], "CREATE"u8))
        {
            return false;
        }

        TokenCursor cursor = new(sql, new TextSpan(0, sql.Length), standardConformingStrings: true);
        _ = cursor.TryTake("CREATE"u8);
        _ = cursor.TryTake("GLOBAL"u8) || cursor.TryTake("LOCAL"u8);
        if (!(cursor.TryTake("TEMP"u8) || cursor.TryTake("TEMPORARY"u8)) || !cursor.TryTake("TABLE"u8))
        {
            return false;
        }

        if (cursor.TryTake("IF"u8, "NOT"u8))
        {
            _ = cursor.TryTake("EXISTS"u8);
        }

        if (!cursor.TryTakeQualifiedName(out TextSpan name))
        {
            return false;
        }

        string text = Encoding.UTF8.GetString(name.Of(sql));
        string unqualified = text[(text.LastIndexOf('.') + 1)..].Trim();
        table = new(unqualified, OnCommitOf(ref cursor, unqualified));
        return true;
    }

    private static string? OnCommitOf(ref TokenCursor cursor, string name)
    {
        while (!cursor.IsAtEnd)
        {
            if (cursor.TryTake("ON"u8, "COMMIT"u8))
            {
                return cursor.TryTake("DROP"u8) ? $"DROP TABLE IF EXISTS pg_temp.{name}"
                    : cursor.TryTake("DELETE"u8, "ROWS"u8) ? $"DELETE FROM pg_temp.{name}"
                    : null;
            }

            cursor.Advance();
        }

        return null;
    }
}
