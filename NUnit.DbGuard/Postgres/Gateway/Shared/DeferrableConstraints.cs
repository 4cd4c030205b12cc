using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Shared;

/// <summary>What COMMIT has to check, and to put back: the deferrable constraints of a database.</summary>
/// <param name="Any">Whether there are any. Without, COMMIT costs no flight.</param>
/// <param name="AnyDeferred">Whether any of them is deferred unless told otherwise.</param>
internal sealed record DeferrableConstraints(bool Any, bool AnyDeferred)
{
    private const string Sql = "SELECT pg_catalog.count(*), pg_catalog.count(*) FILTER (WHERE condeferred) FROM pg_catalog.pg_constraint WHERE condeferrable";

    /// <summary>
    /// Defers those again that are deferred unless told otherwise. Which they are is found when it runs: a group may have dropped some since they were read, and a statement
    /// of the gateway's own must not fail. Those in a schema that the role may not use cannot be named, and not be violated by it either.
    /// </summary>
    public const string DeferAgain = """
        DO $_dbguard$ DECLARE _names pg_catalog.text := (
            SELECT pg_catalog.string_agg(pg_catalog.format('%I.%I', n.nspname, c.conname), ', ')
            FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.connamespace
            WHERE c.condeferred AND pg_catalog.has_schema_privilege(n.oid, 'USAGE'));
        BEGIN
            IF _names IS NOT NULL THEN EXECUTE pg_catalog.format('SET CONSTRAINTS %s DEFERRED', _names); END IF;
        END $_dbguard$
        """;

    public static DeferrableConstraints Read(SharedSession session)
    {
        Reader reader = new();
        session.Read(Sql, reader);
        return reader.Found!;
    }

    /// <summary>Adds to a flight what a COMMIT checks here. Afterwards all are immediate: <see cref="SharedSession.MustDeferAgain"/>.</summary>
    /// <param name="flight">The flight.</param>
    /// <param name="mayBeNew">Whether there may be constraints that are not known yet.</param>
    public void AddCheck(Flight flight, bool mayBeNew)
    {
        if (Any || mayBeNew)
        {
            OwnStatements.Add(flight, OwnStatements.CheckConstraints, FlightStepOwner.OnBehalf);
        }
    }

    private sealed class Reader : RowReader
    {
        public DeferrableConstraints? Found { get; private set; }

        protected override void OnRow(FieldValue[] values)
        {
            Found = new(values[0].Bytes.ToString() != "0", values[1].Bytes.ToString() != "0");
        }
    }
}
