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

    [Test]
    [Property("Parity", "F14")]
    public void The_rows_of_COPY_are_read_as_psql_reads_them()
    {
        using DatabaseRun run = Run("""
            SET client_encoding TO 'utf-8'; SET client_encoding = "UTF8";
            CREATE TABLE notes (id int, text text);
            COPY notes (id, text) FROM STDIN;
            1	a;b -- 'no comment
            2	\\N
            3	\N
            4	ä\nb\t\\.
            \.
            COPY notes FROM stdin WITH (FORMAT csv, HEADER);
            id,text
            5,"first
            second"
            \.
            COPY notes FROM stdin;
            \.
            INSERT INTO notes VALUES (6, 'after');
            """);

        string database = run.Create();

        Assert.That(
            DatabasesServer.RunIn(database, "SELECT string_agg(id || ' ' || coalesce(text, 'null'), '|' ORDER BY id) FROM notes"),
            Is.EqualTo("1 a;b -- 'no comment|2 \\N|3 null|4 ä\nb\t\\.|5 first\nsecond|6 after"));
    }

    [Test]
    public void Rows_that_end_their_lines_as_Windows_does_are_read()
    {
        using DatabaseRun run = Run("CREATE TABLE notes (id int, text text);\r\nCOPY notes FROM stdin;\r\n1\ta\r\n2\tb\r\n\\.\r\nINSERT INTO notes VALUES (3, 'c');\r\n");

        Assert.That(DatabasesServer.RunIn(run.Create(), "SELECT string_agg(text, '|' ORDER BY id) FROM notes"), Is.EqualTo("a|b|c"));
    }

    [Test]
    public void A_script_in_another_encoding_is_refused()
    {
        File.WriteAllBytes(_folder["schema.sql"], [.. "-- Gr"u8, 0xF6, .. "e"u8]);
        using DatabaseRun run = new("scripted", builder => builder.UseSqlScript(_folder["schema.sql"]));

        Assert.That(run.Create, Throws.InstanceOf<DatabaseSetUpException>().With.Message.StartsWith("DBG7012: ").And.Message.Contains("schema.sql, which is no UTF-8 text."));
    }

    [TestCase("SELECT 1;\n\nSELECT 'ä'\n  FROM nowhere;", "line 4: relation \"nowhere\" does not exist (42P01)")]
    [TestCase("/* a\n b */ SELEC 1", "line 2: syntax error at or near \"SELEC\" (42601)")]
    [TestCase("SELECT 1;\nSELECT 1/0", "line 2: division by zero (22012)")]
    [TestCase("SELECT 1;\n\\i other.sql\n", "line 2: '\\i other.sql' is a command of psql's")]
    [TestCase("CREATE TABLE t (id int);\nCOPY t FROM stdin;\n1\n2\nthree\n\\.\n", "line 5: invalid input syntax for type integer: \"three\" (22P02), COPY t, line 3, column id: \"three\"")]
    [TestCase("CREATE TABLE t (id int);\nCOPY t (id,\n  nowhere) FROM stdin;\n1\n\\.\n", "line 2: column \"nowhere\" of relation \"t\" does not exist (42703)")]
    [TestCase("CREATE TABLE t (id int, CHECK (id < 2));\nCOPY t FROM stdin;\n1\n2\n\\.\nSELECT 1;\n", "line 4: new row for relation \"t\" violates check constraint \"t_id_check\" (23514)")]
    [TestCase("CREATE TABLE t (id int);\nCOPY t FROM stdin;\n1\n", "line 2: the rows of COPY FROM stdin have no end")]
    [TestCase("CREATE TABLE t (id int);\nCOPY t FROM stdin; SELECT 1;\n1\n\\.\n", "line 2: the rows of COPY FROM stdin begin in the next line")]
    [TestCase("CREATE TABLE t (id int);\nCOPY t FROM stdin (FORMAT binary);\n\\.\n", "line 2: a script holds rows as text, not in the binary format.")]
    [TestCase("CREATE TABLE t (id int);\nCOPY t TO STDOUT;\n", "line 2: COPY TO STDOUT sends rows to a program")]
    [TestCase("\nSET client_encoding = 'LATIN1';\n", "line 2: the script is read as UTF-8, and says that it is LATIN1.")]
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
