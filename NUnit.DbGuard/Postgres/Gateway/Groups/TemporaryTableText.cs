using System.Text;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>A statement that makes a temporary table.</summary>
/// <param name="Name">The table's name, as SQL.</param>
/// <param name="IsDropped">Whether it ends with the transaction that made it.</param>
/// <param name="IsEmptied">Whether it is emptied at each COMMIT.</param>
internal readonly record struct TemporaryTableText(string Name, bool IsDropped, bool IsEmptied)
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
        bool isDropped = false;
        bool isEmptied = false;
        for (; !cursor.IsAtEnd; cursor.Advance())
        {
            if (cursor.TryTake("ON"u8, "COMMIT"u8))
            {
                isDropped = cursor.IsAt("DROP"u8);
                isEmptied = cursor.TryTake("DELETE"u8, "ROWS"u8);
                break;
            }
        }

        table = new(unqualified, isDropped, isEmptied);
        return true;
    }
}
