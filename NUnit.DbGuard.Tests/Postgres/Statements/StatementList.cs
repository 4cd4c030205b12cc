using System.Text;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Tests.Postgres.Statements;

/// <summary>The statements of a text, for assertions.</summary>
internal static class StatementList
{
    public static List<Statement> Of(ReadOnlySpan<byte> sql, bool standardConformingStrings = true)
    {
        List<Statement> statements = [];
        StatementReader reader = new(sql, standardConformingStrings);
        while (reader.TryRead(out Statement statement))
        {
            statements.Add(statement);
        }

        return statements;
    }

    public static List<Statement> Of(string sql) => Of(Encoding.UTF8.GetBytes(sql));

    public static Statement Single(string sql) => Of(sql).Single();

    public static string Text(string sql, TextSpan span) => Encoding.UTF8.GetString(span.Of(Encoding.UTF8.GetBytes(sql)));
}
