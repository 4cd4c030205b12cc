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
    /// <param name="sql">The statement.</param>
    /// <param name="values">The values of its parameters, decoded; <see langword="null"/>: it has none.</param>
    /// <returns><see langword="null"/>: it is something else, or more than that.</returns>
    public static AdvisoryCall? Read(ReadOnlySpan<byte> sql, IReadOnlyList<string?>? values)
    {
        SoleCall? call = SoleCall.Read(sql, values);
        AdvisoryCallKind? kind = call?.Function switch
        {
            "pg_advisory_lock" or "pg_advisory_lock_shared" or "pg_advisory_xact_lock" or "pg_advisory_xact_lock_shared" => AdvisoryCallKind.Take,
            "pg_try_advisory_lock" or "pg_try_advisory_lock_shared" or "pg_try_advisory_xact_lock" or "pg_try_advisory_xact_lock_shared" => AdvisoryCallKind.TryTake,
            "pg_advisory_unlock" or "pg_advisory_unlock_shared" => AdvisoryCallKind.Release,
            _ => null,
        };
        return kind is null ? null
            : new(kind.Value, call!.Arguments, call.Function.EndsWith("_shared", StringComparison.Ordinal), call.Function.Contains("_xact_", StringComparison.Ordinal), call.Column);
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
}
