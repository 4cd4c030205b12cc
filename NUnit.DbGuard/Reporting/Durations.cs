using System.Globalization;

namespace NUnit.DbGuard.Reporting;

/// <summary>Times as people read them: three digits are enough.</summary>
internal static class Durations
{
    /// <summary>From <c>40 µs</c> to <c>2 min 5 s</c>.</summary>
    public static string Text(TimeSpan time) => time switch
    {
        { Ticks: <= 0 } => "0 s",
        { TotalMilliseconds: < 1 } => Invariant($"{time.TotalMicroseconds:0} µs"),
        { TotalMilliseconds: < 10 } => Invariant($"{time.TotalMilliseconds:0.0} ms"),
        { TotalMilliseconds: < 999.5 } => Invariant($"{time.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 10 } => Invariant($"{time.TotalSeconds:0.00} s"),
        { TotalSeconds: < 59.95 } => Invariant($"{time.TotalSeconds:0.0} s"),
        _ => Seconds((long)Math.Round(time.TotalSeconds)),
    };

    /// <summary>Whole seconds.</summary>
    public static string Seconds(long seconds) =>
        seconds < 60 ? Invariant($"{seconds} s")
        : seconds < 3600 ? Invariant($"{seconds / 60} min {seconds % 60} s")
        : Invariant($"{seconds / 3600} h {seconds % 3600 / 60} min");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
