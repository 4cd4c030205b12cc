using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Shared;

/// <summary>What COMMIT has to check, and to put back: the deferrable constraints of a database.</summary>
/// <param name="Any">Whether there are any. Without, COMMIT costs no flight.</param>
/// <param name="Deferred">Those that are deferred unless told otherwise, as SQL; empty: none.</param>
internal sealed record DeferrableConstraints(bool Any, string Deferred)
{
    private const string Sql = """
        SELECT pg_catalog.count(*), pg_catalog.string_agg(pg_catalog.quote_ident(n.nspname) OPERATOR(pg_catalog.||) '.' OPERATOR(pg_catalog.||) pg_catalog.quote_ident(c.conname), ', ') FILTER (WHERE c.condeferred)
        FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.connamespace WHERE c.condeferrable
        """;

    public static DeferrableConstraints Read(SharedSession session)
    {
        Reader reader = new();
        session.FlyOwn(
            flight =>
            {
                if (session.Stack.IsBegun)
                {
                    session.AddPrefix(flight, session.Applied);
                }

                OwnStatements.Add(flight, Sql, FlightStepOwner.Reading);
            },
            reader);
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

    private sealed class Reader : IFlightObserver
    {
        public DeferrableConstraints? Found { get; private set; }

        public void OnAnswer(in FlightStep step, Frame frame, FrameReader reader, bool isLast)
        {
        }

        public void OnError(in FlightStep step, ErrorResponse error) => throw new SessionEndedException(error);

        public void OnRow(in FlightStep step, DataRow row)
        {
            FieldValue[] values = row.Columns.ToArray();
            Found = new(values[0].Bytes.ToString() != "0", values[1].Bytes.ToString());
        }

        public void OnCopyIn(in FlightStep step, Frame frame)
        {
        }
    }
}
