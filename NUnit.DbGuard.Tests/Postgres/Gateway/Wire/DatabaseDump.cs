namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>All rows and definitions of a database in one order, as plain lines.</summary>
/// <remarks>Sequences' values are left out: PostgreSQL does not roll them back.</remarks>
internal static class DatabaseDump
{
    private const string Own = "nspname !~ '^pg_' AND nspname <> 'information_schema'";

    // By way of XML, all rows of all tables are one answer.
    private const string Rows =
        $"""
         SELECT format('%I.%I %s', nspname, relname, line) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace,
             unnest(xpath('//r/text()', query_to_xml(format('SELECT t::text COLLATE "C" AS r FROM %I.%I t ORDER BY 1', nspname, relname), true, false, ''))::text[]) WITH ORDINALITY AS x (line, i)
         WHERE relkind IN ('r', 'm') AND {Own} ORDER BY nspname COLLATE "C", relname COLLATE "C", i
         """;

    // Each definition with its object's name; reg* types print names, which is what a dump wants.
    private const string Definitions =
        $"""
         SELECT line FROM (
             SELECT format('schema %I %s', nspname, nspacl) AS line FROM pg_namespace WHERE {Own}
             UNION ALL SELECT format('relation %I.%I %s %s %s', nspname, relname, relkind, reloptions, relacl) FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE {Own}
             UNION ALL SELECT format('column %s.%I %s %s %s %s', c.oid::regclass, attname, attnum, format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid))
                 FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace
                 LEFT JOIN pg_attrdef d ON adrelid = attrelid AND adnum = attnum WHERE attnum > 0 AND NOT attisdropped AND {Own}
             UNION ALL SELECT format('constraint %s %I %s', conrelid::regclass, conname, pg_get_constraintdef(c.oid)) FROM pg_constraint c JOIN pg_namespace n ON n.oid = connamespace WHERE {Own}
             UNION ALL SELECT format('index %s', pg_get_indexdef(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind = 'i' AND {Own}
             UNION ALL SELECT format('trigger %s %s', tgenabled, pg_get_triggerdef(oid)) FROM pg_trigger WHERE NOT tgisinternal
             UNION ALL SELECT format('view %s %s', c.oid::regclass, pg_get_viewdef(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind IN ('v', 'm') AND {Own}
             UNION ALL SELECT format('function %s', pg_get_functiondef(p.oid)) FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace WHERE prokind IN ('f', 'p') AND {Own}
             UNION ALL SELECT format('type %s %s', t.oid::regtype, typtype) FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace WHERE {Own}
             UNION ALL SELECT format('label %s %s %s', enumtypid::regtype, enumsortorder, enumlabel) FROM pg_enum
             UNION ALL SELECT format('extension %I', extname) FROM pg_extension
             UNION ALL SELECT format('comment %s %s', pg_describe_object(classoid, objoid, objsubid), description) FROM pg_description WHERE objoid >= 16384
             UNION ALL SELECT format('large object %s %s', loid, md5(string_agg(data, '' ORDER BY pageno))) FROM pg_largeobject GROUP BY loid
             UNION ALL SELECT format('setting %s %s', setrole::regrole, setconfig) FROM pg_db_role_setting WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
             UNION ALL SELECT format('prepared transaction %s', gid) FROM pg_prepared_xacts WHERE database = current_database()
         ) AS lines ORDER BY line COLLATE "C"
         """;

    public static List<string> Of(WireEndpoint endpoint)
    {
        using WireClient client = WireClient.Ready(endpoint);
        return Of(client);
    }

    public static List<string> Of(WireClient client)
    {
        client.Ask("SET search_path = pg_catalog");
        List<string> lines = client.Ask(Rows);
        lines.AddRange(client.Ask(Definitions));
        return lines;
    }
}
