using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Shared;

/// <summary>Finds which of a database's own functions use what belongs to the server session, who calls those, and which tables and views lead to them.</summary>
/// <remarks>
/// Read once for the baseline, and again in a test that has changed routines. The server chooses by a coarse pattern, so that nearly nothing is sent; the bodies that
/// come are read with care (<see cref="RoutineText"/>). Callers are found by name in the text, tables by triggers, defaults, foreign keys with an action, and
/// partitions, views by what they depend on.
/// </remarks>
internal static class SessionRoutines
{
    // Without a backslash: a client may have set those to escape. Functions of C and of the server have no text. A body of BEGIN ATOMIC is kept as a tree, which pg_get_functiondef() writes out; 1299 and 2647 are now() and
    // transaction_timestamp(), in every version.
    private const string Sql = """
        WITH RECURSIVE source AS (
            SELECT p.oid, p.proname, CASE WHEN p.prosrc = '' THEN pg_catalog.pg_get_functiondef(p.oid) ELSE p.prosrc END AS body
            FROM pg_catalog.pg_proc p WHERE p.oid >= 16384 AND p.prolang NOT IN (12, 13) AND p.prokind <> 'a'
        ), root AS (
            SELECT oid, proname, body FROM source
            WHERE body ~* '(set_config|notify|advisory|currval|lastval|refcursor|lo_open|pg_(stat|locks|cursors|prepared|backend|current|listening|terminate|cancel|blocking|xact)|txid_|transaction_timestamp|current_(timestamp|date|time)|localtime|(^|[^a-z_])(now|age)[[:space:]]*[(]|(^|[^a-z_])open[[:space:]]|(^|;|begin|then|else|loop|'')[[:space:]]*(re)?set[[:space:]])'
        ), hit(oid, root) AS (
            SELECT oid, oid FROM root
            UNION SELECT caller.oid, h.root FROM hit h JOIN source called ON called.oid = h.oid JOIN source caller ON CASE
                WHEN called.proname ~ '^[a-z0-9_]+$' THEN caller.body ~* ('(^|[^a-z0-9_])' || called.proname || '([^a-z0-9_]|$)')
                ELSE pg_catalog.strpos(caller.body, called.proname) > 0 END
        ), above(oid, root, reads) AS (
            SELECT * FROM (
                SELECT t.tgrelid, h.root, false FROM hit h JOIN pg_catalog.pg_trigger t ON t.tgfoid = h.oid
                UNION SELECT w.ev_class, h.root, true FROM hit h
                    JOIN pg_catalog.pg_depend d ON d.refclassid = 1255 AND d.refobjid = h.oid AND d.classid = 2618 JOIN pg_catalog.pg_rewrite w ON w.oid = d.objid
                UNION SELECT a.adrelid, h.root, false FROM hit h
                    JOIN pg_catalog.pg_depend d ON d.refclassid = 1255 AND d.refobjid = h.oid AND d.classid = 2604 JOIN pg_catalog.pg_attrdef a ON a.oid = d.objid
                UNION SELECT adrelid, 0::pg_catalog.oid, false FROM pg_catalog.pg_attrdef WHERE adbin::pg_catalog.text ~ ':funcid (1299|2647) |SQLVALUEFUNCTION'
            ) first
            UNION SELECT next.oid, l.root, l.reads FROM above l JOIN (
                SELECT conrelid AS below, confrelid AS oid FROM pg_catalog.pg_constraint WHERE contype = 'f' AND (confdeltype IN ('c', 'n', 'd') OR confupdtype IN ('c', 'n', 'd'))
                UNION ALL SELECT inhrelid, inhparent FROM pg_catalog.pg_inherits
                UNION ALL SELECT d.refobjid, w.ev_class FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_rewrite w ON w.oid = d.objid
                    WHERE d.classid = 2618 AND d.refclassid = 1259 AND w.ev_class >= 16384 AND w.ev_class <> d.refobjid
            ) next ON next.below = l.oid
        )
        SELECT 'b', root.oid::pg_catalog.text, root.proname, root.body FROM root
        UNION ALL SELECT DISTINCT 'f', h.root::pg_catalog.text, p.proname, '' FROM hit h JOIN pg_catalog.pg_proc p ON p.oid = h.oid
        UNION ALL SELECT DISTINCT CASE WHEN l.reads THEN 'r' ELSE 'w' END, l.root::pg_catalog.text, c.relname, '' FROM above l JOIN pg_catalog.pg_class c ON c.oid = l.oid
        """;

    private static readonly SessionRoutine s_default = new("a default", SessionUses.Time, View: null, Settings: []);

    public static SessionWords Read(SharedSession session)
    {
        Reader reader = new();
        session.Read(Sql, reader);
        return reader.Words();
    }

    private sealed class Reader : RowReader
    {
        private readonly Dictionary<string, SessionRoutine> _roots = new(StringComparer.Ordinal) { ["0"] = s_default };
        private readonly Dictionary<string, SessionRoutine> _routines = new(StringComparer.Ordinal);
        private readonly Dictionary<string, SessionRoutine> _read = new(StringComparer.Ordinal);
        private readonly Dictionary<string, SessionRoutine> _written = new(StringComparer.Ordinal);

        public SessionWords Words() => _routines.Count + _read.Count + _written.Count == 0 ? SessionWords.OfServer : new(_routines, _read, _written);

        // The bodies come first.
        protected override void OnRow(FieldValue[] values)
        {
            string root = values[1].Bytes.ToString();
            string name = values[2].Bytes.ToString();
            byte kind = values[0].Bytes.Span[0];
            if (kind == (byte)'b')
            {
                if (RoutineText.Read($"function '{name}'", values[3].Bytes.Span) is { } read)
                {
                    _roots[root] = read;
                }
            }
            else if (_roots.TryGetValue(root, out SessionRoutine? routine))
            {
                Dictionary<string, SessionRoutine> names = kind == (byte)'f' ? _routines : kind == (byte)'r' ? _read : _written;
                names[name] = names.TryGetValue(name, out SessionRoutine? known) ? known.With(routine) : routine;
            }
        }
    }
}
