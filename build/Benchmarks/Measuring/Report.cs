using System.Globalization;
using System.Text;

namespace NUnit.DbGuard.Benchmarks.Measuring;

/// <summary>The report, as Markdown.</summary>
internal sealed class Report
{
    private readonly StringBuilder _text = new();

    public void Heading(string text) => _text.Append("\n## ").Append(text).Append("\n\n");

    public void Title(string text) => _text.Append("# ").Append(text).Append("\n\n");

    public void Paragraph(string text) => _text.Append(text).Append("\n\n");

    public void Table(string[] head, IEnumerable<string[]> rows)
    {
        Row(head);
        Row([.. head.Select(static (_, column) => column == 0 ? "---" : "---:")]);
        foreach (string[] row in rows)
        {
            Row(row);
        }

        _text.Append('\n');
    }

    public override string ToString() => string.Join('\n', _text.ToString().TrimEnd().Split('\n').Select(static line => line.TrimEnd())) + "\n";

    /// <summary>A time with three significant digits.</summary>
    public static string Time(long nanoseconds) => Math.Abs(nanoseconds) switch
    {
        < 1_000 => Invariant($"{nanoseconds} ns"),
        < 10_000 => Invariant($"{nanoseconds / 1e3:0.0} µs"),
        < 1_000_000 => Invariant($"{nanoseconds / 1e3:0} µs"),
        < 10_000_000 => Invariant($"{nanoseconds / 1e6:0.00} ms"),
        _ => Invariant($"{nanoseconds / 1e6:0.0} ms"),
    };

    public static string Spread(Figures figures) => $"{Time(figures.Median)} ({Time(figures.Low)} to {Time(figures.High)})";

    public static string Kilobytes(long bytes) => Invariant($"{bytes / 1000.0:0.0} kB");

    public static string Ratio(double ratio) => Invariant($"{ratio:0.00}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Row(string[] cells) => _text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
