using static NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Frontend;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Programs;

/// <summary>Definitions, temporary tables, large objects, and what routines do on their own.</summary>
internal static class SchemaActions
{
    public static Outgoing[] Definitions(Chances chances) => chances.Below(12) switch
    {
        0 => chances.Either($"CREATE TABLE IF NOT EXISTS made{chances.Name()} (id int)"),
        1 => chances.Either($"CREATE TABLE made{chances.Name()} (id int PRIMARY KEY, ref int REFERENCES plain DEFERRABLE INITIALLY DEFERRED)"),
        2 => chances.Either($"DROP TABLE {chances.Of(string.Empty, "IF EXISTS")} made{chances.Name()}"),
        3 => chances.Either($"INSERT INTO made{chances.Name()} VALUES ({chances.Key()})"),
        4 => chances.Either($"SELECT * FROM made{chances.Name()} ORDER BY 1"),
        5 => chances.Either($"ALTER TABLE made{chances.Name()} ADD COLUMN extra text DEFAULT 'x'"),
        6 => chances.Either($"CREATE INDEX ON made{chances.Name()} (id)"),
        7 => [Query($"CREATE OR REPLACE FUNCTION made_function() RETURNS int LANGUAGE sql AS 'SELECT {chances.Key()}'; SELECT made_function()")],
        8 => chances.Either(chances.Of("CREATE VIEW made_view AS SELECT id FROM plain", "DROP VIEW made_view", "SELECT count(*) FROM made_view")),
        9 => chances.Either(chances.Of("TRUNCATE loose", "TRUNCATE plain", "TRUNCATE author CASCADE")),
        10 => chances.Either($"ALTER TYPE mood ADD VALUE IF NOT EXISTS 'odd'"),
        _ => chances.Either(chances.Of("COMMENT ON TABLE plain IS 'noted'", "GRANT SELECT ON loose TO wire_guest", "CREATE SCHEMA IF NOT EXISTS made", "ALTER TABLE plain ALTER value SET DEFAULT 'd'")),
    };

    public static Outgoing[] Temporary(Chances chances, string client) => chances.Below(6) switch
    {
        0 => chances.Either($"CREATE TEMP TABLE temp_of_{client} (id int) {chances.Of(string.Empty, "ON COMMIT DROP", "ON COMMIT DELETE ROWS")}"),
        1 => chances.Either($"CREATE TEMP TABLE IF NOT EXISTS temp_of_{client} (id int)"),
        2 => chances.Either($"INSERT INTO temp_of_{client} VALUES ({chances.Key()})"),
        3 => chances.Either($"SELECT * FROM temp_of_{client} ORDER BY id"),
        4 => chances.Either($"DROP TABLE temp_of_{client}"),
        _ => [Query("DISCARD TEMP")],
    };

    // Descriptors end with the text that opens them: one that a block leaves open is a documented limit.
    public static Outgoing[] LargeObjects(Chances chances) => chances.Below(6) switch
    {
        0 => [Query($"SELECT lo_create(9000{chances.Name()})")],
        1 => Extended("SELECT lo_from_bytea($1::oid, $2::bytea)", $"9000{chances.Name()}", "\\x0102"),
        2 => [Query($"SELECT lo_get(9000{chances.Name()})")],
        3 => Extended("SELECT lo_put($1::oid, 1, '\\xff')", $"9000{chances.Name()}"),
        4 => [Query($"SELECT lo_unlink(9000{chances.Name()})")],
        _ => [FunctionCall(1397, $"-{chances.Key()}")],
    };

    public static Outgoing[] Routines(Chances chances) => chances.Below(8) switch
    {
        0 => [Query($"SELECT tolerant({chances.Key()}), noisy(1)")],
        1 => Extended("SELECT tolerant($1::int)", chances.Key()),
        2 => [Query("CALL filling(2)")],
        3 => Extended("CALL filling($1)", "1"),
        4 => [Query($"DO $$ BEGIN INSERT INTO plain VALUES ({chances.Key()}, 'done'); EXCEPTION WHEN unique_violation THEN RAISE NOTICE 'caught %', SQLERRM; END $$")],
        5 => [Query($"DO $$ BEGIN INSERT INTO plain VALUES ({chances.Key()}, 'undone'); RAISE EXCEPTION 'no' USING ERRCODE = 'ZX001', HINT = 'none'; END $$")],
        6 => [Query($"DO $$ BEGIN PERFORM set_config('application_name', 'routine', true); INSERT INTO loose VALUES ({chances.Key()}, current_setting('application_name')); END $$")],
        _ => [Query("SELECT noisy(1), failing('after')")],
    };

    public static Outgoing[] Sequences(Chances chances) => chances.Below(4) switch
    {
        0 => [Query("SELECT nextval('counter')")],
        1 => Extended("SELECT setval('counter', $1)", chances.Key()),
        _ => [Query("SELECT nextval('counter'), currval('counter')")],
    };
}
