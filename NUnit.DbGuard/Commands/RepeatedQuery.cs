namespace NUnit.DbGuard.Commands;

/// <summary>A query that one test has run again and again, with nothing but other values.</summary>
/// <param name="Sql">Its text, of one of the runs.</param>
/// <param name="Times">How often it has run.</param>
/// <param name="Places">Where in the user's code, the most frequent place first, as far as that was looked for.</param>
/// <param name="IsProven">Whether one place was seen to run it so often; else the places of some runs are not known.</param>
internal sealed record RepeatedQuery(string Sql, int Times, IReadOnlyList<string> Places, bool IsProven)
{
    // What asks for the number that a row was given, and the like: it belongs to writing row by row.
    private static readonly string[] s_ofWriting = ["last_insert_rowid(", "changes()", "lastval(", "currval("];

    /// <summary>Whether a statement is of the kind that is looked for: it reads rows of tables.</summary>
    public static bool MayBe(LoggedStatement statement) =>
        statement is { IsQuery: true, IsControl: false }
        && statement.Sql.Contains("FROM", StringComparison.OrdinalIgnoreCase)
        && !Array.Exists(s_ofWriting, word => statement.Sql.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Finds those of a test that have run at least so often from one place, as far as places are known.</summary>
    public static IReadOnlyList<RepeatedQuery> In(StatementLog log, int least)
    {
        IReadOnlyList<KeyValuePair<string, int>> queries = log.Queries();
        if (queries.Sum(static query => query.Value) < least)
        {
            return [];
        }

        StatementPlaces places = new(log);
        (IReadOnlyList<LoggedStatement> first, IReadOnlyList<LoggedStatement> last) = log.Statements();
        ILookup<string, LoggedStatement> known = first.Concat(last).Where(MayBe).ToLookup(static statement => NormalizedSql.Of(statement.Sql), StringComparer.Ordinal);
        List<RepeatedQuery> repeated = [];
        foreach (IGrouping<string, KeyValuePair<string, int>> query in queries.GroupBy(static query => NormalizedSql.Of(query.Key), StringComparer.Ordinal))
        {
            int times = query.Sum(static text => text.Value);
            if (times < least)
            {
                continue;
            }

            IGrouping<string, CodePlace>[] found =
                [.. known[query.Key].Select(places.Find).OfType<CodePlace>().GroupBy(static place => place.Key, StringComparer.Ordinal).OrderByDescending(static place => place.Count())];
            int most = found.Length == 0 ? 0 : found[0].Count();
            int unknown = times - found.Sum(static place => place.Count());
            if (most + unknown >= least)
            {
                repeated.Add(new RepeatedQuery(query.First().Key, times, [.. found.Select(static place => place.First().Shown)], IsProven: most >= least));
            }
        }

        return [.. repeated.OrderByDescending(static query => query.Times)];
    }
}
