using System.Diagnostics;
using System.Globalization;
using System.Text;
using NUnit.DbGuard.Errors;

namespace NUnit.DbGuard.Commands;

/// <summary>What a test asked of its databases, for people to read.</summary>
internal static class StatementTimeline
{
    private const int Indent = 2;
    private const int MostIndents = 4;

    /// <summary>Tells it, one statement after the other.</summary>
    /// <param name="test">The test's full name.</param>
    /// <param name="log">Its statements.</param>
    /// <returns><see langword="null"/>: there were none.</returns>
    public static string? Of(string test, StatementLog log)
    {
        (IReadOnlyList<LoggedStatement> first, IReadOnlyList<LoggedStatement> last) = log.Statements();
        if (first.Count == 0)
        {
            return null;
        }

        // PostgreSQL's are logged when they were answered.
        LoggedStatement[] begin = [.. first.OrderBy(static statement => statement.Begin)];
        LoggedStatement[] end = [.. last.OrderBy(static statement => statement.Begin)];
        StatementPlaces places = new(log);
        bool hasClients = first.Concat(last).Select(static statement => statement.Client).Distinct(StringComparer.Ordinal).Count() > 1;
        bool hasDatabases = first.Concat(last).Select(static statement => statement.Database).Distinct(StringComparer.Ordinal).Count() > 1;
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"SQL of {test}: {StatementCount.Text(log.Count)}, {Milliseconds(log.Time)} in the database");
        Dictionary<string, int> depths = new(StringComparer.Ordinal);
        int number = 0;
        foreach (LoggedStatement statement in begin)
        {
            Append(statement, ++number);
        }

        if (log.Skipped > 0)
        {
            number += log.Skipped;
            text.Append(CultureInfo.InvariantCulture, $"\n  … {log.Skipped} more …");
        }

        foreach (LoggedStatement statement in end)
        {
            Append(statement, ++number);
        }

        // Values, and what clients call themselves, are anybody's words.
        return GuardText.Harmless(text.ToString());

        void Append(LoggedStatement statement, int number)
        {
            string sql = statement.Part is { } part ? StatementCount.Part(statement.Sql, part) : statement.Sql;
            string who = string.Join(", ", ((string?[])[hasDatabases ? statement.Database : null, hasClients ? statement.Client : null]).OfType<string>());
            string owner = $"{statement.Database}, {statement.Client}";
            int depth = depths.GetValueOrDefault(owner);
            int after = TransactionDepth.After(sql, depth, statement.Failure is not null);
            depths[owner] = after;
            bool isSecret = statement.IsSecret || SecretWords.AreIn(sql);
            text.Append(CultureInfo.InvariantCulture, $"\n{number,5}. {Milliseconds(Stopwatch.GetElapsedTime(begin[0].Begin, statement.Begin)),9}  ");
            text.Append(who).Append(who.Length == 0 ? string.Empty : ": ").Append(' ', Indent * Math.Min(Math.Min(depth, after), MostIndents));
            text.Append(ShownSql.Of(sql, isSecret));
            text.Append("\n                    ").Append(string.Join("; ", Details(statement, isSecret)));
        }

        IEnumerable<string> Details(LoggedStatement statement, bool isSecret)
        {
            if (statement.Failure is { } failure)
            {
                // The server quotes values in many ways.
                string state = failure.Split(' ')[0];
                yield return isSecret ? $"failed: {(state.Length == 5 && statement.ClientNumber != 0 ? $"{state} " : string.Empty)}(text hidden)" : $"failed: {GuardText.Sql(failure)}";
            }

            if (statement.Rows is { } rows)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{rows} {(rows == 1 ? "row" : "rows")}");
            }

            yield return string.Create(CultureInfo.InvariantCulture, $"{Time(statement.Ticks).TotalMilliseconds:0.00} ms");
            if (places.Find(statement) is { } place)
            {
                yield return $"at {place.Shown}";
            }
            else if (statement.OpenedAt is { } opened && CodePlace.Of(opened) is { } there)
            {
                yield return $"opened at {there.Shown}";
            }

            if (statement.Values is { } values)
            {
                yield return isSecret ? "values hidden" : string.Join(", ", values.Shown());
            }
        }
    }

    private static TimeSpan Time(long ticks) => TimeSpan.FromSeconds(ticks / (double)Stopwatch.Frequency);

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms");
}
