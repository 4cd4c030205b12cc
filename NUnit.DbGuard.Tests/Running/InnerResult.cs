using System.Xml.Linq;

namespace NUnit.DbGuard.Tests.Running;

/// <summary>What came of one test or suite of an inner run.</summary>
/// <param name="Id">NUnit's id.</param>
/// <param name="FullName">The full name.</param>
/// <param name="Outcome">NUnit's result: <c>Passed</c>, <c>Failed</c>, <c>Skipped</c>, <c>Inconclusive</c> or <c>Warning</c>.</param>
/// <param name="Label">What kind of it: <c>Error</c>, <c>Ignored</c>, <c>Invalid</c> …; empty: none.</param>
/// <param name="Message">The failure's or the reason's text; empty: none.</param>
/// <param name="Output">What the test wrote.</param>
/// <param name="Categories">Its own categories.</param>
/// <param name="IsSuite">Whether it is a suite.</param>
internal sealed record InnerResult(string Id, string FullName, string Outcome, string Label, string Message, string Output, IReadOnlyList<string> Categories, bool IsSuite)
{
    public static InnerResult Read(XElement element) => new(
        (string?)element.Attribute("id") ?? string.Empty,
        (string?)element.Attribute("fullname") ?? string.Empty,
        (string?)element.Attribute("result") ?? string.Empty,
        (string?)element.Attribute("label") ?? string.Empty,
        (string?)element.Element("failure")?.Element("message") ?? (string?)element.Element("reason")?.Element("message") ?? string.Empty,
        (string?)element.Element("output") ?? string.Empty,
        [.. element.Elements("properties").Elements("property").Where(static property => (string?)property.Attribute("name") == "Category").Select(static property => (string)property.Attribute("value")!)],
        element.Name.LocalName == "test-suite");
}
