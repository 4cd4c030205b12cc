using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using NUnit.DbGuard.Commands;

namespace NUnit.DbGuard.Postgres.Gateway.Recording;

/// <summary>A value in PostgreSQL's binary format, for people to read.</summary>
/// <remarks>The numbers of the types: PostgreSQL's pg_type.dat. Those that are not here are shown as bytes.</remarks>
internal static class BinaryValue
{
    private static readonly DateTime s_epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <param name="type">The type's number; 0: it was not said.</param>
    /// <param name="value">The value, or the beginning of a long one.</param>
    /// <param name="length">How long it is.</param>
    public static string Shown(uint type, ReadOnlySpan<byte> value, int length) => (type, length) switch
    {
        (16, 1) => value[0] == 0 ? "false" : "true",
        (21, 2) => BinaryPrimitives.ReadInt16BigEndian(value).ToString(CultureInfo.InvariantCulture),
        (23 or 26, 4) => BinaryPrimitives.ReadInt32BigEndian(value).ToString(CultureInfo.InvariantCulture),
        (20, 8) => BinaryPrimitives.ReadInt64BigEndian(value).ToString(CultureInfo.InvariantCulture),
        (700, 4) => BinaryPrimitives.ReadSingleBigEndian(value).ToString(CultureInfo.InvariantCulture),
        (701, 8) => BinaryPrimitives.ReadDoubleBigEndian(value).ToString(CultureInfo.InvariantCulture),
        (1082, 4) => Date(BinaryPrimitives.ReadInt32BigEndian(value)),
        (1114, 8) => Moment(BinaryPrimitives.ReadInt64BigEndian(value), zone: string.Empty),
        (1184, 8) => Moment(BinaryPrimitives.ReadInt64BigEndian(value), zone: "Z"),
        (2950, 16) => $"'{new Guid(value, bigEndian: true)}'",
        (1700, >= 8) when value.Length == length => Number(value),
        (3802, > 1) => ShownValue.Quoted(Encoding.UTF8.GetString(value[1..]), length - 1),
        (25 or 1043 or 1042 or 19 or 114 or 142 or 705 or 18, _) => ShownValue.Quoted(Encoding.UTF8.GetString(value), length),
        _ => ShownValue.Bytes(value, length),
    };

    private static string Date(int days)
    {
        long ticks = s_epoch.Ticks + (days * TimeSpan.TicksPerDay);
        return ticks < 0 || ticks > DateTime.MaxValue.Ticks ? (days < 0 ? "'-infinity'" : "'infinity'") : new DateTime(ticks).ToString("\\'yyyy-MM-dd\\'", CultureInfo.InvariantCulture);
    }

    private static string Moment(long microseconds, string zone)
    {
        Int128 ticks = s_epoch.Ticks + ((Int128)microseconds * TimeSpan.TicksPerMicrosecond);
        return ticks < 0 || ticks > DateTime.MaxValue.Ticks
            ? (microseconds < 0 ? "'-infinity'" : "'infinity'")
            : $"'{new DateTime((long)ticks).ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture)}{zone}'";
    }

    // PostgreSQL's numeric.c: digits to the base of 10,000, the first one's weight, sign, and how many decimals are shown.
    private static string Number(ReadOnlySpan<byte> value)
    {
        int count = BinaryPrimitives.ReadInt16BigEndian(value);
        int weight = BinaryPrimitives.ReadInt16BigEndian(value[2..]);
        ushort sign = BinaryPrimitives.ReadUInt16BigEndian(value[4..]);
        int scale = BinaryPrimitives.ReadUInt16BigEndian(value[6..]);
        if (sign is not (0 or 0x4000) || value.Length != 8 + (2 * count) || Math.Abs(weight) > 20 || scale > 80)
        {
            return ShownValue.Bytes(value, value.Length);
        }

        StringBuilder text = new(sign == 0 ? string.Empty : "-");
        for (int place = Math.Max(weight, 0); place >= 0; place--)
        {
            text.Append(place == Math.Max(weight, 0) ? Digit(value, count, weight - place).ToString(CultureInfo.InvariantCulture) : Padded(value, count, weight - place));
        }

        StringBuilder decimals = new();
        for (int place = -1; decimals.Length < scale; place--)
        {
            decimals.Append(Padded(value, count, weight - place));
        }

        return scale == 0 ? text.ToString() : text.Append('.').Append(decimals.ToString(0, scale)).ToString();
    }

    private static int Digit(ReadOnlySpan<byte> value, int count, int index) => index < 0 || index >= count ? 0 : BinaryPrimitives.ReadInt16BigEndian(value[(8 + (2 * index))..]);

    private static string Padded(ReadOnlySpan<byte> value, int count, int index) => Digit(value, count, index).ToString("0000", CultureInfo.InvariantCulture);
}
