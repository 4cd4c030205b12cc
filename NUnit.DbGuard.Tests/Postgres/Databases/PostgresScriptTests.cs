using NUnit.DbGuard.Postgres.Databases;
using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Postgres.Databases;

/// <summary><c>UseSqlScript</c> on PostgreSQL.</summary>
public sealed class PostgresScriptTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    [Property("Parity", "F14")]
    public void A_script_is_run_as_it_stands()
    {
        using DatabaseRun run = Run("""
            -- What pg_dump writes, and what Npgsql would take for parameters.
            \restrict abc
            SET standard_conforming_strings = on;
            SELECT pg_catalog.set_config('search_path', '', false);
            CREATE TABLE public.notes (id int, text text DEFAULT ':name @name $1 ; {0}');
            CREATE FUNCTION public.two() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END;
            DO $$ BEGIN INSERT INTO public.notes (id) VALUES (public.two()); END $$;
            CREATE INDEX CONCURRENTLY notes_id ON public.notes (id);
            BEGIN; INSERT INTO public.notes VALUES (3, 'Größe'); COMMIT;
            VACUUM public.notes;
            \unrestrict abc
            """);

        string database = run.Create();

        Assert.That(DatabasesServer.RunIn(database, "SELECT string_agg(id || ' ' || text, ', ' ORDER BY id) FROM notes"), Is.EqualTo("2 :name @name $1 ; {0}, 3 Größe"));
    }

    [TestCase("SELECT 1;\n\nSELECT 'ä'\n  FROM nowhere;", "line 4: relation \"nowhere\" does not exist (42P01)")]
    [TestCase("/* a\n b */ SELEC 1", "line 2: syntax error at or near \"SELEC\" (42601)")]
    [TestCase("SELECT 1;\nSELECT 1/0", "line 2: division by zero (22012)")]
    [TestCase("SELECT 1;\n\\i other.sql\n", "line 2: '\\i other.sql' is a command of psql's")]
    [TestCase("CREATE TABLE t (id int);\nCOPY t FROM stdin;\n1\n\\.\n", "line 2: the data of COPY is not read from a script.")]
    [TestCase("SELECT 1;\nSELECT 'open", "line 2: unterminated quoted string")]
    public void An_error_says_its_line(string script, string expected)
    {
        using DatabaseRun run = Run(script);

        Assert.That(
            run.Create,
            Throws.InstanceOf<DatabaseSetUpException>().With.Message.StartsWith("DBG7007: Database 'scripted' could not be created: the script ").And.Message.Contains(expected));
    }

    [Test]
    public void A_script_that_cannot_be_run_whole_is_not_begun() =>
        Assert.That(() => PostgresScript.Read("CREATE TABLE t (id int);\nCOPY t TO STDOUT"), Throws.InstanceOf<NotSupportedException>());

    private DatabaseRun Run(string script)
    {
        File.WriteAllText(_folder["schema.sql"], script);
        return new DatabaseRun("scripted", builder => builder.UseSqlScript(_folder["schema.sql"]));
    }
}
