namespace NUnit.DbGuard.Commands;

/// <summary>A query that one test has run again and again, with nothing but other values.</summary>
/// <param name="Sql">Its text, of one of the runs.</param>
/// <param name="Times">How often it has run.</param>
/// <param name="Places">Where in the user's code, as far as that was looked for.</param>
internal sealed record RepeatedQuery(string Sql, int Times, IReadOnlyList<string> Places)
{
    /// <summary>Finds those of a test that have run at least so often from one place.</summary>
    /// <remarks>Where places were not looked for, because there were too many statements before, a query counts as one place's.</remarks>
    public static IReadOnlyList<RepeatedQuery> In(StatementLog log, int least)
    {
        IReadOnlyList<KeyValuePair<string, int>> queries = log.Queries();
        if (queries.Sum(static query => query.Value) < least)
        {
            return [];
        }

        StatementPlaces places = new(log);
        (IReadOnlyList<LoggedStatement> first, IReadOnlyList<LoggedStatement> last) = log.Statements();
        ILookup<string, LoggedStatement> known = first.Concat(last).Where(static statement => statement.IsQuery).ToLookup(static statement => NormalizedSql.Of(statement.Sql), StringComparer.Ordinal);
        List<RepeatedQuery> repeated = [];
        foreach (IGrouping<string, KeyValuePair<string, int>> query in queries.GroupBy(static query => NormalizedSql.Of(query.Key), StringComparer.Ordinal))
        {
            int times = query.Sum(static text => text.Value);
            if (times < least)
            {
                continue;
            }

            IGrouping<string, CodePlace>[] found = [.. known[query.Key].Select(places.Find).OfType<CodePlace>().GroupBy(static place => place.Key, StringComparer.Ordinal)];
            int placed = found.Sum(static place => place.Count());

            // Those whose place is not known may be the most frequent one's.
            if (found.Length == 0 || found.Max(static place => place.Count()) + times - placed >= least)
            {
                repeated.Add(new RepeatedQuery(query.First().Key, times, [.. found.OrderByDescending(static place => place.Count()).Select(static place => place.First().Shown)]));
            }
        }

        return [.. repeated.OrderByDescending(static query => query.Times)];
    }
}
