using System.Globalization;
using System.Text;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>What clients sent (&gt;) and received (&lt;), line by line.</summary>
internal sealed class Transcript
{
    private const int LinesBefore = 12;
    private const int LinesAfter = 3;
    private const string Report = " < ParameterStatus ";
    private const int FirstThatWaits = 14;

    private readonly List<string> _lines = [];
    private readonly Dictionary<string, Client> _clients = [];
    private bool _reportsAtOnce;

    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Why the script could not be played to its end, or null.</summary>
    public string? Broken { get; private set; }

    /// <summary>
    /// Adds a line; parameters that are reported one after the other, in the order of their names: from PostgreSQL 16 on the server has none. Before PostgreSQL 14 it reports
    /// each at once: there they stand before ReadyForQuery instead, each once and if it has changed, as later servers and the gateway do it.
    /// </summary>
    public void Add(string line)
    {
        int report = line.IndexOf(Report, StringComparison.Ordinal);
        if (report >= 0)
        {
            AddReport(line, line[..report], line[(report + Report.Length)..]);
            return;
        }

        int ready = line.IndexOf(" < ReadyForQuery", StringComparison.Ordinal);
        if (ready >= 0 && _reportsAtOnce)
        {
            AddReports(line[..ready]);
        }

        _lines.Add(line);
    }

    public void Break(string reason)
    {
        Broken = reason;
        Add(reason);
    }

    /// <summary>Puts one line in the place of all from this one on.</summary>
    public void Replace(int start, string line)
    {
        _lines.RemoveRange(start, _lines.Count - start);
        _lines.Add(line);
    }

    /// <summary>A readable account of the first line that differs, or null.</summary>
    public static string? FirstDifference(string expectedName, IReadOnlyList<string> expected, string actualName, IReadOnlyList<string> actual)
    {
        int same = expected.Zip(actual).TakeWhile(static pair => pair.First == pair.Second).Count();
        if (same == expected.Count && same == actual.Count)
        {
            return null;
        }

        StringBuilder text = new();
        foreach (string line in expected.Take(same).Skip(Math.Max(0, same - LinesBefore)))
        {
            text.AppendLine($"    {line}");
        }

        Append(text, expectedName, expected, same);
        Append(text, actualName, actual, same);
        return text.ToString();
    }

    public override string ToString() => string.Join('\n', _lines);

    private static void Append(StringBuilder text, string name, IReadOnlyList<string> lines, int same)
    {
        text.AppendLine($"  {name}:");
        foreach (string line in lines.Skip(same).Take(1 + LinesAfter))
        {
            text.AppendLine($"    {line}");
        }

        if (same == lines.Count)
        {
            text.AppendLine("    (nothing more)");
        }
    }

    private void AddReport(string line, string client, string report)
    {
        string name = report[..report.IndexOf('=', StringComparison.Ordinal)];
        if (_reportsAtOnce)
        {
            ClientOf(client).Reports[name] = report;
            return;
        }

        ClientOf(client).Told[name] = report;
        _reportsAtOnce = name == "server_version" && int.Parse(report.Split('\'', '.', ' ')[1], CultureInfo.InvariantCulture) < FirstThatWaits;
        int place = _lines.Count;
        while (place > 0 && _lines[place - 1].StartsWith(client + Report, StringComparison.Ordinal) && string.CompareOrdinal(_lines[place - 1], line) > 0)
        {
            place--;
        }

        _lines.Insert(place, line);
    }

    private Client ClientOf(string name)
    {
        if (!_clients.TryGetValue(name, out Client? client))
        {
            _clients.Add(name, client = new());
        }

        return client;
    }

    private void AddReports(string name)
    {
        Client client = ClientOf(name);
        foreach ((string parameter, string value) in client.Reports)
        {
            if (client.Told.GetValueOrDefault(parameter) != value)
            {
                client.Told[parameter] = value;
                _lines.Add($"{name}{Report}{value}");
            }
        }

        client.Reports.Clear();
    }

    private sealed class Client
    {
        /// <summary>What came since the last ReadyForQuery, by name.</summary>
        public SortedDictionary<string, string> Reports { get; } = new(StringComparer.Ordinal);

        /// <summary>What it was told before.</summary>
        public Dictionary<string, string> Told { get; } = new(StringComparer.Ordinal);
    }
}
