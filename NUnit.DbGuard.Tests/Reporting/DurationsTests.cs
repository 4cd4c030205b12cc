using NUnit.DbGuard.Reporting;

namespace NUnit.DbGuard.Tests.Reporting;

public sealed class DurationsTests
{
    [TestCase(0, "0 s")]
    [TestCase(0.04, "40 µs")]
    [TestCase(3.44, "3.4 ms")]
    [TestCase(340.4, "340 ms")]
    [TestCase(999.6, "1.00 s")]
    [TestCase(1234, "1.23 s")]
    [TestCase(12340, "12.3 s")]
    [TestCase(59_960, "1 min 0 s")]
    [TestCase(125_000, "2 min 5 s")]
    [TestCase(7_380_000, "2 h 3 min")]
    public void A_time_is_written_as_people_read_it(double milliseconds, string expected) =>
        Assert.That(Durations.Text(TimeSpan.FromMilliseconds(milliseconds)), Is.EqualTo(expected));
}
