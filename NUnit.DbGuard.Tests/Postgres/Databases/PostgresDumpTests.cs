using Npgsql;
using NUnit.DbGuard.Access;
using NUnit.DbGuard.Postgres.Databases;
using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Postgres.Databases;

/// <summary>A file of <c>pg_dump</c>'s as the schema: what it makes is dumped as the same text again.</summary>
public sealed class PostgresDumpTests
{
    private const string RichSchema = """
        CREATE EXTENSION citext;
        CREATE EXTENSION pg_trgm;
        CREATE SCHEMA "Sales; dept";
        COMMENT ON SCHEMA "Sales; dept" IS 'it''s a "schema"; with -- everything';
        CREATE TYPE public.mood AS ENUM ('sad', 'o''k', 'happy;');
        CREATE DOMAIN public.percent AS numeric(5,2) CHECK (VALUE BETWEEN 0 AND 100);
        CREATE TYPE public.pair AS (a int, b text);
        CREATE SEQUENCE public.numbers START 7 INCREMENT 3 CYCLE MAXVALUE 1000;
        SELECT nextval('public.numbers'), nextval('public.numbers');
        CREATE TABLE public.texts (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name citext UNIQUE, body text, raw bytea, tags text[], doc jsonb, mood public.mood DEFAULT 'sad',
            share public.percent, pair public.pair, at timestamptz, upper_body text GENERATED ALWAYS AS (upper(body)) STORED, CHECK (body <> E'\\.'));
        INSERT INTO public.texts (name, body, raw, tags, doc, share, pair, at) VALUES
            ('Tab', E'a\tb\\c\nsecond line', '\x00ff5c2e0a', ARRAY['x', NULL, 'y,"z"'], '{"a": [1, null, "\\."]}', 12.5, ROW(1, 'b,"c'), '2024-02-29 12:00+02'),
            ('Null', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
            ('Größe €', E'\\N', '', '{}', 'null', 100, ROW(NULL, ''), 'infinity'),
            ('ends like data', E'x\n\\.\ny;', '\x5c2e', NULL, '"\\."', 0, NULL, '-infinity');
        CREATE TABLE "Sales; dept"."Order; line" ("select" int NOT NULL, "from" text COLLATE "C", parent int, text_id bigint REFERENCES public.texts DEFERRABLE INITIALLY DEFERRED, PRIMARY KEY ("select"));
        ALTER TABLE "Sales; dept"."Order; line" ADD FOREIGN KEY (parent) REFERENCES "Sales; dept"."Order; line" ON DELETE CASCADE;
        INSERT INTO "Sales; dept"."Order; line" VALUES (2, '', 1, 1), (1, ' ', NULL, 2);
        CREATE INDEX ON public.texts USING gin (body gin_trgm_ops) WHERE body IS NOT NULL;
        CREATE INDEX ON "Sales; dept"."Order; line" (lower("from") DESC NULLS LAST) INCLUDE (parent);
        CREATE STATISTICS public.dependent (dependencies) ON id, body FROM public.texts;
        CREATE TABLE public.days (day date NOT NULL, n int) PARTITION BY RANGE (day);
        CREATE TABLE public.days_2024 PARTITION OF public.days FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        CREATE TABLE public.days_rest PARTITION OF public.days DEFAULT;
        INSERT INTO public.days VALUES ('2024-05-05', 1), ('1999-01-01', NULL);
        CREATE TABLE public.base (a int); CREATE TABLE public.derived (b int) INHERITS (public.base); INSERT INTO public.derived VALUES (1, 2);
        CREATE TABLE public.empty (); CREATE UNLOGGED TABLE public.scratch (v text);
        CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN NEW.body := coalesce(NEW.body, ';'); RETURN NEW; END; $f$;
        CREATE TRIGGER touched BEFORE INSERT ON public.texts FOR EACH ROW WHEN (NEW.body IS NULL) EXECUTE FUNCTION public.touch();
        ALTER TABLE public.texts DISABLE TRIGGER touched;
        CREATE FUNCTION public.plus(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql IMMUTABLE BEGIN ATOMIC SELECT a + b; SELECT b + a; END;
        CREATE PROCEDURE public.clean(INOUT n int) LANGUAGE plpgsql AS 'BEGIN n := n + 1; END';
        CREATE AGGREGATE public.sum_plus (int) (SFUNC = public.plus, STYPE = int, INITCOND = '0');
        CREATE OPERATOR public.@+ (LEFTARG = int, RIGHTARG = int, FUNCTION = public.plus);
        CREATE CAST (public.pair AS text) WITH INOUT;
        CREATE VIEW public.moods WITH (security_barrier) AS SELECT mood, count(*) FROM public.texts GROUP BY mood;
        CREATE MATERIALIZED VIEW public.summary AS SELECT count(*) AS n FROM public.days;
        CREATE RULE no_delete AS ON DELETE TO public.base DO INSTEAD NOTHING;
        ALTER TABLE public.texts ENABLE ROW LEVEL SECURITY;
        CREATE POLICY mine ON public.texts FOR SELECT USING (name = current_user);
        GRANT SELECT ON public.texts TO PUBLIC;
        CREATE TEXT SEARCH CONFIGURATION public.plain (COPY = simple);
        CREATE FUNCTION public.watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
        CREATE EVENT TRIGGER watch ON ddl_command_end WHEN TAG IN ('CREATE RULE') EXECUTE FUNCTION public.watch();
        SELECT lo_put(lo_create(4242), 0, '\x0001');
        CREATE INDEX base_a ON public.base (a);
        ALTER TABLE public.base CLUSTER ON base_a;
        """;

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase]
    [TestCase("--inserts")]
    [TestCase("--column-inserts", "--rows-per-insert=2")]
    [TestCase("--clean", "--if-exists")]
    [TestCase("--disable-triggers", "--quote-all-identifiers")]
    [TestCase("--no-owner", "--serializable-deferrable")]
    [Property("Parity", "F14")]
    public void It_makes_the_same_database(params string[] arguments)
    {
        string source = $"dumped_{TestContext.CurrentContext.Test.ID.Replace('-', '_')}";
        DatabasesServer.Run($"CREATE DATABASE {source}");
        using (OwnWork.Enter())
        {
            using NpgsqlConnection connection = DatabasesServer.Open(source);
            PostgresScript.Execute(connection, RichSchema);
        }

        File.WriteAllText(_folder["dump.sql"], PostgresDump.Of(source, arguments));
        using DatabaseRun run = new($"loaded_{source}", builder => builder.UseSqlScript(_folder["dump.sql"]));

        string database = run.Create();

        Assert.That(PostgresDump.Of(database), Is.EqualTo(PostgresDump.Of(source)));
        Assert.That(run.Lines, Is.Empty);
    }
}
