using NUnit.DbGuard.Commands;

namespace NUnit.DbGuard.Tests.Commands;

/// <summary>The SQL of a test, as it is told.</summary>
public sealed class StatementTimelineTests
{
    [Test]
    [Property("Security", "S17")]
    public void What_a_terminal_would_obey_is_not_passed_on()
    {
        const string Hostile = "\u001b]0;owned\u0007";
        StatementLog log = new();
        log.Add(new LoggedStatement("default", $"SELECT {Hostile}", 0) { Client = Hostile, Values = new HostileValues(Hostile), Failure = Hostile });
        log.Add(new LoggedStatement("default", "SELECT 1", 0) { Client = "another" });

        string? told = StatementTimeline.Of("the test", log);

        Assert.That(told, Does.Contain("\uFFFD]0;owned\uFFFD: SELECT \uFFFD]0;owned\uFFFD\n").And.Contains("; @value = '\uFFFD]0;owned\uFFFD'"));
        Assert.That(told!.Where(char.IsControl), Is.All.EqualTo('\n'));
    }

    private sealed class HostileValues(string value) : IStatementValues
    {
        public IEnumerable<string> Shown() => [$"@value = {ShownValue.Quoted(value, value.Length)}"];
    }
}
