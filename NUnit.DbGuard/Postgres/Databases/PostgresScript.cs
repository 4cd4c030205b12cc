using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Postgres.Databases;

/// <summary>Runs the statements of a SQL script one by one, as <c>psql</c> does, so that an error has its line, <c>VACUUM</c> its place and <c>COPY</c> its rows.</summary>
internal static partial class PostgresScript
{
    // An index over a large seed takes a while; nothing that a test waits for is worth a hang.
    private const int StatementLimitSeconds = 600;

    // Written in parts, so that a large table is not copied once more.
    private const int CopyChunk = 64 * 1024;

    /// <exception cref="NotSupportedException">The script has a command of <c>psql</c>'s, or sends rows out by <c>COPY</c>; nothing was run.</exception>
    /// <exception cref="NpgsqlException">A statement failed; the text says in which line.</exception>
    public static void Execute(NpgsqlConnection connection, string sql)
    {
        foreach (ScriptStatement statement in Read(sql))
        {
            try
            {
                if (statement.Data is { } data)
                {
                    CopyIn(connection, statement.Text, data);
                    continue;
                }

                using NpgsqlBatch batch = new(connection) { Timeout = StatementLimitSeconds };
                batch.BatchCommands.Add(new NpgsqlBatchCommand(statement.Text));
                _ = batch.ExecuteNonQuery();
            }
            catch (PostgresException exception)
            {
                throw new NpgsqlException($"line {LineOf(statement, exception)}: {exception.MessageText} ({exception.SqlState}){RowOf(statement, exception)}", exception);
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
            string text = Encoding.UTF8.GetString(statement.Text.Of(script.AsSpan(position)));
            position += statement.Extent.End;
            if (statement.Kind == StatementKind.CopyToStdout)
            {
                throw new NotSupportedException($"line {line}: COPY TO STDOUT sends rows to a program, and there is none. Take it out of the script.");
            }

            if (ForeignEncoding().Match(text) is { Success: true } encoding)
            {
                throw new NotSupportedException($"line {line}: the script is read as UTF-8, and says that it is {encoding.Groups[1].Value}. Write it as UTF-8 (pg_dump --encoding=UTF8).");
            }

            if (statement.Kind == StatementKind.CopyFromStdin)
            {
                if (BinaryFormat().IsMatch(text))
                {
                    throw new NotSupportedException($"line {line}: a script holds rows as text, not in the binary format.");
                }

                int dataLine = line + script.AsSpan(counted..position).Count((byte)'\n') + 1;
                statements.Add(new ScriptStatement(text, line, TakeData(script, line, ref position), dataLine));
            }
            else if (statement.Kind != StatementKind.Empty)
            {
                statements.Add(new ScriptStatement(text, line));
            }
        }

        return statements;
    }

    // The rows begin in the line after the statement's end, and end with a line of "\.": "COPY" in psql's documentation.
    private static string TakeData(byte[] script, int line, ref int position)
    {
        int lineEnd = script.AsSpan(position).IndexOf((byte)'\n');
        ReadOnlySpan<byte> rest = lineEnd < 0 ? script.AsSpan(position) : script.AsSpan(position, lineEnd);
        if (rest.IndexOfAnyExcept(" \t\r"u8) >= 0)
        {
            throw new NotSupportedException($"line {line}: the rows of COPY FROM stdin begin in the next line; nothing else may stand after its semicolon.");
        }

        int start = lineEnd < 0 ? script.Length : position + lineEnd + 1;
        for (position = start; position < script.Length;)
        {
            int length = script.AsSpan(position).IndexOf((byte)'\n');
            int next = length < 0 ? script.Length : position + length + 1;
            if (script.AsSpan(position..next).TrimEnd("\r\n"u8).SequenceEqual("\\."u8))
            {
                string data = Encoding.UTF8.GetString(script.AsSpan(start..position));
                position = next;
                return data;
            }

            position = next;
        }

        throw new NotSupportedException($"line {line}: the rows of COPY FROM stdin have no end; a line with '\\.' alone is missing.");
    }

    private static void CopyIn(NpgsqlConnection connection, string statement, string data)
    {
        using NpgsqlCopyTextWriter writer = connection.BeginTextImport(statement);
        writer.Timeout = StatementLimitSeconds * 1000;
        for (int i = 0; i < data.Length; i += CopyChunk)
        {
            writer.Write(data.AsSpan(i, Math.Min(CopyChunk, data.Length - i)));
        }
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

    private static int LineOf(in ScriptStatement statement, PostgresException exception)
    {
        if (statement.Data is not null && RowInContext().Match(exception.Where ?? string.Empty) is { Success: true } row)
        {
            return statement.DataLine + int.Parse(row.Groups[1].ValueSpan, CultureInfo.InvariantCulture) - 1;
        }

        // The server counts characters from 1; 0 is no position.
        int line = statement.Line;
        int characters = 1;
        foreach (Rune rune in statement.Text.EnumerateRunes())
        {
            if (characters++ >= exception.Position)
            {
                break;
            }

            line += rune.Value == '\n' ? 1 : 0;
        }

        return line;
    }

    private static string RowOf(in ScriptStatement statement, PostgresException exception) =>
        statement.Data is not null && !string.IsNullOrEmpty(exception.Where) ? $", {exception.Where}" : string.Empty;

    [GeneratedRegex("^COPY .*?, [^0-9,]*([0-9]{1,9})")]
    private static partial Regex RowInContext();

    [GeneratedRegex("\\bFORMAT\\s+'?BINARY\\b|^COPY\\s+BINARY\\b|\\bSTDIN\\s+(?:WITH\\s+)?BINARY\\b", RegexOptions.IgnoreCase)]
    private static partial Regex BinaryFormat();

    [GeneratedRegex("^SET\\s+client_encoding\\s*(?:=|TO)\\s*'?(?!UTF-?8\\b|UNICODE\\b|DEFAULT\\b)([\\w-]+)'?", RegexOptions.IgnoreCase)]
    private static partial Regex ForeignEncoding();
}
