using System.Globalization;
using System.Text;
using NUnit.DbGuard.Commands;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Recording;

/// <summary>The values of a Bind, as they came; they are read when somebody is to see them.</summary>
internal sealed class BoundValues : IStatementValues
{
    private const int MostValues = 30;

    // Enough for what is shown of a text.
    private const int MostBytes = 4 * ShownValue.Longest;

    private readonly (int Length, byte[] Start)[] _values;
    private readonly int _count;
    private readonly FormatCode[] _formats;
    private readonly IReadOnlyList<ObjectId> _types;

    private BoundValues((int Length, byte[] Start)[] values, int count, FormatCode[] formats, IReadOnlyList<ObjectId> types)
    {
        _values = values;
        _count = count;
        _formats = formats;
        _types = types;
    }

    /// <summary>Keeps the values of a message; of long ones the beginning.</summary>
    /// <param name="bind">The message.</param>
    /// <param name="types">The types that the statement was prepared with.</param>
    public static BoundValues Of(Bind bind, IReadOnlyList<ObjectId> types)
    {
        var values = new (int Length, byte[] Start)[Math.Min(bind.Parameters.Count, MostValues)];
        int at = 0;
        foreach (FieldValue value in bind.Parameters)
        {
            if (at == values.Length)
            {
                break;
            }

            ReadOnlySpan<byte> bytes = value.Bytes.Span;
            values[at++] = value.IsNull ? (-1, []) : (bytes.Length, (bytes.Length > MostBytes ? bytes[..MostBytes] : bytes).ToArray());
        }

        return new(values, bind.Parameters.Count, bind.ParameterFormats.ToArray(), types);
    }

    public IEnumerable<string> Shown()
    {
        for (int i = 0; i < _values.Length; i++)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"${i + 1} = {Shown(i)}");
        }

        if (_count > _values.Length)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"… ({_count - _values.Length} more)");
        }
    }

    private string Shown(int index)
    {
        (int length, byte[] start) = _values[index];
        bool isText = (_formats.Length == 0 ? FormatCode.Text : _formats.Length == 1 ? _formats[0] : _formats[index]) == FormatCode.Text;
        return length < 0 ? "NULL"
            : isText ? ShownValue.Quoted(Encoding.UTF8.GetString(start), length)
            : BinaryValue.Shown(index < _types.Count ? _types[index].Value : 0, start, length);
    }
}
