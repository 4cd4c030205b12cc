using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>A statement that is one call of an advisory lock's function: <c>SELECT pg_try_advisory_lock(7)</c>.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Key">The lock: its arguments as they are written, with the parameters' values in their places.</param>
/// <param name="IsShared">Whether it lets other shared ones in.</param>
/// <param name="IsForTransaction">Whether it ends with the transaction.</param>
/// <param name="Column">The result's column.</param>
internal sealed record AdvisoryCall(AdvisoryCallKind Kind, string Key, bool IsShared, bool IsForTransaction, string Column)
{
    /// <summary>Whether a text names such a function at all.</summary>
    public static bool IsIn(ReadOnlySpan<byte> sql) => SqlWord.IsIn("_advisory_"u8, sql);

    /// <param name="sql">The statement.</param>
    /// <param name="values">The values of its parameters, decoded; <see langword="null"/>: it has none.</param>
    /// <returns><see langword="null"/>: it is something else, or more than that.</returns>
    public static AdvisoryCall? Read(ReadOnlySpan<byte> sql, IReadOnlyList<string?>? values)
    {
        SqlLexer lexer = new(sql);
        if (!IsWord(lexer.Next(), sql, "SELECT"u8))
        {
            return null;
        }

        SqlToken token = lexer.Next();
        if (IsWord(token, sql, "pg_catalog"u8) && lexer.Next().Kind == SqlTokenKind.Dot)
        {
            token = lexer.Next();
        }

#pragma warning disable CA1308 // Functions are written in lower case.
        string function = Encoding.UTF8.GetString(token.Span.Of(sql)).ToLowerInvariant();
#pragma warning restore CA1308
        AdvisoryCallKind? kind = function switch
        {
            "pg_advisory_lock" or "pg_advisory_lock_shared" or "pg_advisory_xact_lock" or "pg_advisory_xact_lock_shared" => AdvisoryCallKind.Take,
            "pg_try_advisory_lock" or "pg_try_advisory_lock_shared" or "pg_try_advisory_xact_lock" or "pg_try_advisory_xact_lock_shared" => AdvisoryCallKind.TryTake,
            "pg_advisory_unlock" or "pg_advisory_unlock_shared" => AdvisoryCallKind.Release,
            _ => null,
        };
        if (kind is null || lexer.Next().Kind != SqlTokenKind.LeftParenthesis || ReadKey(ref lexer, sql, values) is not { } key)
        {
            return null;
        }

        string column = function;
        token = lexer.Next();
        if (IsWord(token, sql, "AS"u8))
        {
            column = SqlIdentifier.Decode(lexer.Next().Span.Of(sql));
            token = lexer.Next();
        }

        return token.Kind is SqlTokenKind.End or SqlTokenKind.Semicolon
            ? new(kind.Value, key, function.EndsWith("_shared", StringComparison.Ordinal), function.Contains("_xact_", StringComparison.Ordinal), column)
            : null;
    }

    /// <summary>The values of a Bind, as texts; numbers also where they come in binary.</summary>
    public static IReadOnlyList<string?> ValuesOf(Bind bind)
    {
        FormatCode[] formats = bind.ParameterFormats.ToArray();
        FieldValue[] values = bind.Parameters.ToArray();
        string?[] texts = new string?[values.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            FormatCode format = formats.Length == 0 ? FormatCode.Text : formats[formats.Length == 1 ? 0 : i];
            ReadOnlySpan<byte> bytes = values[i].Bytes.Span;
            texts[i] = values[i].IsNull ? null
                : format == FormatCode.Text ? Encoding.UTF8.GetString(bytes)
                : bytes.Length switch
                {
                    1 => bytes[0] == 1 ? "true" : "false",
                    2 => BinaryPrimitives.ReadInt16BigEndian(bytes).ToString(CultureInfo.InvariantCulture),
                    4 => BinaryPrimitives.ReadInt32BigEndian(bytes).ToString(CultureInfo.InvariantCulture),
                    8 => BinaryPrimitives.ReadInt64BigEndian(bytes).ToString(CultureInfo.InvariantCulture),
                    _ => Encoding.UTF8.GetString(bytes),
                };
        }

        return texts;
    }

    private static bool IsWord(SqlToken token, ReadOnlySpan<byte> sql, ReadOnlySpan<byte> word) =>
        token.Kind == SqlTokenKind.Word && Ascii.EqualsIgnoreCase(token.Span.Of(sql), word);

    private static string? ReadKey(ref SqlLexer lexer, ReadOnlySpan<byte> sql, IReadOnlyList<string?>? values)
    {
        StringBuilder key = new();
        int depth = 1;
        bool isAfterCast = false;
        while (true)
        {
            SqlToken token = lexer.Next();
            depth += token.Kind == SqlTokenKind.LeftParenthesis ? 1 : token.Kind == SqlTokenKind.RightParenthesis ? -1 : 0;
            if (token.Kind == SqlTokenKind.End || depth == 0)
            {
                return depth == 0 ? key.ToString() : null;
            }

            if (token.Kind == SqlTokenKind.Parameter)
            {
                if (!int.TryParse(token.Span.Of(sql)[1..], NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < 1 || number > (values?.Count ?? 0))
                {
                    return null;
                }

                _ = key.Append(values![number - 1]);
            }
            else if (token.Kind != SqlTokenKind.Cast && !isAfterCast)
            {
                // A cast does not change the number.
                _ = key.Append(Encoding.UTF8.GetString(token.Span.Of(sql)));
            }

            isAfterCast = token.Kind == SqlTokenKind.Cast;
        }
    }
}
