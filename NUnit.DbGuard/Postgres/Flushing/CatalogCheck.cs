namespace NUnit.DbGuard.Postgres.Flushing;

/// <summary>Tells whether catalogs hold what they did, after rows in them have come or gone: those of a temporary table for example go with it.</summary>
internal static class CatalogCheck
{
    // What ANALYZE finds out, by itself or by autovacuum, is not of the schema.
    private static readonly string[] s_ignored = ["pg_catalog.pg_statistic", "pg_catalog.pg_statistic_ext_data"];

    /// <summary>Looks at catalogs.</summary>
    /// <param name="session">A session at the database.</param>
    /// <param name="copy">The database.</param>
    /// <param name="touched">The server's numbers for the relations that were written; what is neither a catalog nor known is new.</param>
    /// <param name="horizon">Since when.</param>
    /// <returns><see langword="null"/>, or what is different.</returns>
    public static string? FindDifference(FlushSession session, CopiedDatabase copy, IReadOnlyCollection<uint> touched, Horizon horizon)
    {
        List<string> catalogs = [.. session.Query(
            FlushSession.Command(
                """
                SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE c.oid = ANY ($1) AND c.relkind = 'r' ORDER BY 1
                """,
                FlushSession.Ids([.. touched])),
            static row => row.GetString(0)).Except(s_ignored)];
        if (catalogs.Count == 0)
        {
            return null;
        }

        Dictionary<string, long> before = [];
        copy.ReadSource(connectionString =>
        {
            using FlushSession source = FlushSession.Open(connectionString);
            foreach (string catalog in catalogs)
            {
                // One that the source does not have is new, and so is a row of pg_class.
                before.Add(catalog, catalog.StartsWith("pg_catalog.", StringComparison.Ordinal) ? source.Query(FlushSession.Command($"SELECT count(*) FROM {Rows(catalog)}"), static row => row.GetInt64(0))[0] : -1);
            }
        });
        foreach (string catalog in catalogs)
        {
            (long fresh, long all) = session.Query(
                FlushSession.Command($"SELECT count(*) FILTER (WHERE {Horizon.IsNew("t", "$1")}), count(*) FROM {Rows(catalog)}", FlushSession.Text(horizon.ToString())),
                static row => (row.GetInt64(0), row.GetInt64(1)))[0];
            if (fresh > 0 || all != before[catalog])
            {
                return $"rows of {catalog} have {(fresh > 0 ? "come or changed" : "gone")}";
            }
        }

        return null;
    }

    // The schemas of temporary tables stay, without anything in them.
    private static string Rows(string catalog) =>
        catalog == "pg_catalog.pg_namespace" ? $"(SELECT xmin FROM {catalog} WHERE nspname !~ '^pg_(toast_)?temp_') AS t" : $"{catalog} AS t";
}
