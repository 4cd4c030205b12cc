using System.Xml.Linq;

namespace NUnit.DbGuard.Tests.Conformance;

/// <summary>The outcomes of a run, test by test: counts alone would let one lost test hide behind one gained.</summary>
internal sealed class TestResults
{
    private static readonly XNamespace s_trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    // Parameterised tests can have one name; then there are as many outcomes.
    private readonly Dictionary<string, List<(string Outcome, string Message)>> _outcomes = new(StringComparer.Ordinal);

    /// <summary>Reads a TRX file.</summary>
    public static TestResults Read(string path)
    {
        XElement run = XElement.Load(path);
        Dictionary<string, string> classes = run.Descendants(s_trx + "UnitTest").ToDictionary(
            static test => test.Attribute("id")!.Value, static test => test.Element(s_trx + "TestMethod")!.Attribute("className")!.Value);
        TestResults results = new();
        foreach (XElement result in run.Descendants(s_trx + "UnitTestResult"))
        {
            string name = $"{classes.GetValueOrDefault(result.Attribute("testId")!.Value)}.{result.Attribute("testName")!.Value}";
            string message = result.Descendants(s_trx + "Message").FirstOrDefault()?.Value ?? string.Empty;
            if (!results._outcomes.TryGetValue(name, out List<(string Outcome, string Message)>? outcomes))
            {
                results._outcomes.Add(name, outcomes = []);
            }

            outcomes.Add((result.Attribute("outcome")?.Value ?? "none", message));
        }

        return results;
    }

    /// <summary>What passed in another run and not in this one, with the first line of why.</summary>
    public IReadOnlyList<string> LostFrom(TestResults before) =>
        [.. before._outcomes
            .Where(pair => pair.Value.TrueForAll(static outcome => outcome.Outcome == "Passed"))
            .OrderBy(static pair => pair.Key, StringComparer.Ordinal)
            .SelectMany(pair => Lost(pair.Key))];

    public override string ToString() =>
        string.Join(", ", _outcomes.Values.SelectMany(static outcomes => outcomes).CountBy(static outcome => outcome.Outcome).OrderBy(static count => count.Key).Select(static count => $"{count.Key} {count.Value}"));

    private IEnumerable<string> Lost(string name)
    {
        if (!_outcomes.TryGetValue(name, out List<(string Outcome, string Message)>? outcomes))
        {
            return [$"{name}: did not run"];
        }

        return outcomes.Where(static outcome => outcome.Outcome != "Passed")
            .Select(outcome => $"{name}: {outcome.Outcome}: {outcome.Message.Trim().ReplaceLineEndings(" / ")}")
            .Select(static line => line.Length > 400 ? line[..400] : line);
    }
}
