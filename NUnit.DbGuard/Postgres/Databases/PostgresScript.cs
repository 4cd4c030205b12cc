using System.Text;
using Npgsql;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Postgres.Databases;

/// <summary>Runs the statements of a SQL script one by one, as <c>psql</c> does, so that an error has its line and <c>VACUUM</c> its place.</summary>
internal static class PostgresScript
{
    // An index over a large seed takes a while; nothing that a test waits for is worth a hang.
    private const int StatementLimitSeconds = 600;

    /// <exception cref="NotSupportedException">The script has a command of <c>psql</c>'s, or data of a <c>COPY</c>; nothing was run.</exception>
    /// <exception cref="NpgsqlException">A statement failed; the text says in which line.</exception>
    public static void Execute(NpgsqlConnection connection, string sql)
    {
        foreach (ScriptStatement statement in Read(sql))
        {
            using NpgsqlBatch batch = new(connection) { Timeout = StatementLimitSeconds };
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement.Text));
            try
            {
                _ = batch.ExecuteNonQuery();
            }
            catch (PostgresException exception)
            {
                throw new NpgsqlException($"line {LineOf(statement, exception.Position)}: {exception.MessageText} ({exception.SqlState})", exception);
            }
        }
    }

    /// <summary>Cuts a script into its statements.</summary>
    public static IReadOnlyList<ScriptStatement> Read(string sql)
    {
        byte[] script = Encoding.UTF8.GetBytes(sql);
        List<ScriptStatement> statements = [];
        int position = 0;
        int line = 1;
        int counted = 0;
        while (position < script.Length)
        {
            SqlToken first = new SqlLexer(script, position).Next();
            if (first.Kind == SqlTokenKind.End)
            {
                break;
            }

            line += script.AsSpan(counted..first.Span.Start).Count((byte)'\n');
            counted = first.Span.Start;
            if (script[first.Span.Start] == (byte)'\\')
            {
                position = SkipCommand(script, first.Span.Start, line);
                continue;
            }

            StatementReader reader = new(script.AsSpan(position));
            _ = reader.TryRead(out Statement statement);
            if (statement.Kind is StatementKind.CopyFromStdin or StatementKind.CopyToStdout)
            {
                throw new NotSupportedException(
                    $"line {line}: the data of COPY is not read from a script. Write the rows as INSERT (pg_dump --inserts), or copy them in Seed().");
            }

            if (statement.Kind != StatementKind.Empty)
            {
                statements.Add(new ScriptStatement(Encoding.UTF8.GetString(statement.Text.Of(script.AsSpan(position))), line));
            }

            position += statement.Extent.End;
        }

        return statements;
    }

    // pg_dump puts \restrict and \unrestrict around all it writes; they concern psql alone.
    private static int SkipCommand(byte[] script, int start, int line)
    {
        int length = script.AsSpan(start).IndexOf((byte)'\n');
        ReadOnlySpan<byte> command = length < 0 ? script.AsSpan(start) : script.AsSpan(start, length);
        return command.StartsWith("\\restrict "u8) || command.StartsWith("\\unrestrict "u8)
            ? start + command.Length
            : throw new NotSupportedException(
                $"line {line}: '{Encoding.UTF8.GetString(command).Trim()}' is a command of psql's, which the server does not know. Take it out of the script.");
    }

    // The server counts characters from 1; 0 is no position.
    private static int LineOf(ScriptStatement statement, int position)
    {
        int line = statement.Line;
        int characters = 1;
        foreach (Rune rune in statement.Text.EnumerateRunes())
        {
            if (characters++ >= position)
            {
                break;
            }

            line += rune.Value == '\n' ? 1 : 0;
        }

        return line;
    }
}
