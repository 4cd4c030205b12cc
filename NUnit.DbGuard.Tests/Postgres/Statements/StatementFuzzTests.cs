using System.Text;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Tests.Postgres.Statements;

/// <summary>Random texts, the same in every run: nothing throws or hangs, and what is cut can be put together again.</summary>
public sealed class StatementFuzzTests
{
    private static readonly string[] _pieces =
    [
        " ", " ", " ", "\n", "\t", ";", ";", "'", "\"", "\\", "$", "$$", "$t$", "$1", "--", "/*", "*/", "(", ")", "[", "]", ",", ".", ":", "::", ":=",
        "+", "-", "=", "*", "E'", "U&'", "U&\"", "B'", "N'", "0x", "1.5e", "1", "a", "ä", "😀", "\0", "UESCAPE",
        "BEGIN", "ATOMIC", "START", "TRANSACTION", "WORK", "COMMIT", "END", "ROLLBACK", "ABORT", "TO", "SAVEPOINT", "RELEASE", "PREPARED", "AND", "NO", "CHAIN",
        "SET", "LOCAL", "SESSION", "CHARACTERISTICS", "AS", "ISOLATION", "LEVEL", "READ", "ONLY", "WRITE", "NOT", "DEFERRABLE", "CONSTRAINTS", "ALL", "TIME", "ZONE",
        "RESET", "SHOW", "DISCARD", "TEMP", "LISTEN", "UNLISTEN", "NOTIFY", "PREPARE", "EXECUTE", "EXPLAIN", "DEALLOCATE", "DECLARE", "CURSOR", "WITH", "HOLD", "FOR",
        "CLOSE", "FETCH", "MOVE", "FROM", "COPY", "STDIN", "STDOUT", "PROGRAM", "LOCK", "CALL", "DO", "VACUUM", "CREATE", "OR", "REPLACE", "FUNCTION", "DROP", "INDEX",
        "CONCURRENTLY", "REINDEX", "ALTER", "SYSTEM", "DATABASE", "TABLE", "DETACH", "PARTITION", "CLUSTER", "CASE", "SELECT",
    ];

    [Test]
    [CancelAfter(60_000)]
    public void Statements_put_together_are_the_text([Values(1, 2, 3, 4)] int seed, [Values] bool standardConformingStrings)
    {
        Random random = new(seed);
        for (int round = 0; round < 10_000; round++)
        {
            byte[] sql = round % 4 == 0 ? RandomBytes(random) : RandomPieces(random);
            int position = 0;
            foreach (Statement statement in StatementList.Of(sql, standardConformingStrings))
            {
                if (statement.Extent.Start != position || statement.Extent.Length == 0 || !IsConsistent(statement))
                {
                    Assert.Fail($"{statement} in {Encoding.UTF8.GetString(sql)}");
                }

                position = statement.Extent.End;
                DecodeParts(statement, sql);
            }

            if (position != sql.Length)
            {
                Assert.Fail($"{position} of {sql.Length} bytes of {Encoding.UTF8.GetString(sql)}");
            }
        }
    }

    [Test]
    [CancelAfter(60_000)]
    public void Tokens_stand_in_order_and_end_with_the_text([Values(1, 2, 3, 4)] int seed)
    {
        Random random = new(seed);
        for (int round = 0; round < 10_000; round++)
        {
            byte[] sql = round % 2 == 0 ? RandomBytes(random) : RandomPieces(random);
            SqlLexer lexer = new(sql);
            int position = 0;
            SqlToken token;
            while ((token = lexer.Next()).Kind != SqlTokenKind.End)
            {
                if (token.Span.Start < position || token.Span.Length == 0 || token.Span.End > sql.Length)
                {
                    Assert.Fail($"{token} in {Encoding.UTF8.GetString(sql)}");
                }

                position = token.Span.End;
            }

            if (token.Span.Start != sql.Length)
            {
                Assert.Fail($"The tokens of {Encoding.UTF8.GetString(sql)} end at {token.Span.Start}.");
            }
        }
    }

    [Test]
    public void A_statement_is_the_same_alone_as_among_others([Values(1, 2, 3, 4)] int seed)
    {
        Random random = new(seed);
        for (int round = 0; round < 10_000; round++)
        {
            byte[] sql = RandomPieces(random);
            foreach (Statement statement in StatementList.Of(sql))
            {
                List<Statement> alone = StatementList.Of(statement.Extent.Of(sql));
                if (alone.Count != 1 || alone[0].Kind != statement.Kind || alone[0].Name.Length != statement.Name.Length)
                {
                    Assert.Fail($"{statement} in {Encoding.UTF8.GetString(sql)}");
                }
            }
        }
    }

    private static bool IsConsistent(Statement statement) =>
        statement.Text.Start >= statement.Extent.Start
        && statement.Text.End <= statement.Extent.End
        && statement.Text.IsEmpty == (statement.Kind == StatementKind.Empty)
        && IsWithin(statement.Name, statement.Text)
        && IsWithin(statement.Argument, statement.Text);

    private static bool IsWithin(TextSpan part, TextSpan whole) => part == default || (part.Length >= 0 && part.Start >= whole.Start && part.End <= whole.End);

    private static void DecodeParts(Statement statement, byte[] sql)
    {
        SettingName.Decode(statement.Name.Of(sql));
        SqlIdentifier.Decode(statement.Name.Of(sql));
        SqlLiteral.Decode(statement.Name.Of(sql));
        SqlLiteral.Decode(statement.Argument.Of(sql));
        SqlLiteral.Decode(statement.Text.Of(sql), standardConformingStrings: false);
    }

    private static byte[] RandomBytes(Random random)
    {
        byte[] sql = new byte[random.Next(60)];
        random.NextBytes(sql);
        return sql;
    }

    private static byte[] RandomPieces(Random random)
    {
        StringBuilder sql = new();
        int count = random.Next(1, 15);
        for (int index = 0; index < count; index++)
        {
            sql.Append(_pieces[random.Next(_pieces.Length)]);
            if (random.Next(3) > 0)
            {
                sql.Append(' ');
            }
        }

        return Encoding.UTF8.GetBytes(sql.ToString());
    }
}
