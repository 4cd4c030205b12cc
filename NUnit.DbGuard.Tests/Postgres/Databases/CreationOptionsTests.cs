using Npgsql;

namespace NUnit.DbGuard.Tests.Postgres.Databases;

/// <summary>A test database that is not made empty, or not as the server would make it.</summary>
public sealed class CreationOptionsTests
{
    private string _name = null!;

    [SetUp]
    public void TakeName() => _name = $"made{TestContext.CurrentContext.Test.ID.Replace('-', '_')}";

    [Test]
    [Property("Parity", "F15")]
    [Property("Parity", "F18")]
    public void It_begins_as_a_copy_of_its_template_and_the_template_stays_as_it_was()
    {
        string template = MakeTemplate();
        using DatabaseRun run = new(_name, builder => builder.UseTemplate(template).Seed(AddRow));

        string database = run.Create();

        Assert.That(DatabasesServer.RunIn(database, "SELECT string_agg(text, ', ' ORDER BY text) FROM rows"), Is.EqualTo("of the seed, of the template"));
        Assert.That(DatabasesServer.RunIn(template, "SELECT string_agg(text, ', ') FROM rows"), Is.EqualTo("of the template"));
        Assert.That(DatabasesServer.CommentOf(database), Is.EqualTo("NUnit.DbGuard 1 ready once"));
        Assert.That(DatabasesServer.CommentOf(template), Is.Null);
    }

    [Test]
    [Property("Parity", "F12")]
    [Property("Parity", "F18")]
    public void It_is_reused_until_the_template_has_changed()
    {
        string template = MakeTemplate();
        using DatabaseRun first = Run();
        string database = first.Create();
        first.Dispose();
        using DatabaseRun second = Run();
        second.Create();
        second.Dispose();
        DatabasesServer.RunIn(template, "UPDATE rows SET text = 'changed'");

        using DatabaseRun third = Run();
        third.Create();

        Assert.That(second.Lines, Is.EqualTo([$"it is reused from {database}."]));
        Assert.That(third.Lines, Is.EqualTo([$"it is made anew as {database}: the template {template} has changed."]));

        DatabaseRun Run() => new(_name, builder => builder.UseTemplate(template), DatabaseRun.Reuse);
    }

    [Test]
    [Property("Parity", "F18")]
    public void A_template_with_sessions_on_it_is_an_error_that_names_them_and_ends_none()
    {
        string template = MakeTemplate();
        using NpgsqlConnection connection = DatabasesServer.Open(template);
        using DatabaseRun run = new(_name, builder => builder.UseTemplate(template));

        Assert.That(
            run.Create,
            Throws.InstanceOf<DatabaseSetUpException>().With.Message.StartsWith($"DBG7016: Database '{_name}' begins as a copy of {template}, which cannot be copied: source database")
                .And.Message.Contains($"Used by: session {connection.ProcessID}, 'a test'"));
        Assert.That(connection.FullState, Is.EqualTo(System.Data.ConnectionState.Open));
        run.Dispose();
        Assert.That(DatabasesServer.Exists($"test_{_name}"), Is.False);
    }

    [Test]
    [Property("Parity", "F18")]
    public void A_template_that_there_is_not_is_an_error()
    {
        using DatabaseRun run = new(_name, static builder => builder.UseTemplate("nowhere"));

        Assert.That(run.Create, Throws.InstanceOf<DatabaseSetUpException>().With.Message.StartsWith($"DBG7016: Database '{_name}' begins as a copy of nowhere, which cannot be copied: there is no such database."));
    }

    [Test]
    [Property("Parity", "F18")]
    public void It_has_the_encoding_locale_owner_and_extensions_that_are_asked_for()
    {
        DatabasesServer.Run($"CREATE ROLE {_name}");
        using DatabaseRun run = new(_name, builder => builder.WithEncoding("SQL_ASCII").WithLocale("C").WithOwner(_name).UseExtensions("citext", "earthdistance"), DatabaseRun.Reuse);

        string database = run.Create();

        Assert.That(
            DatabasesServer.Run($"SELECT concat_ws(' ', pg_encoding_to_char(encoding), datcollate, datctype, pg_get_userbyid(datdba)) FROM pg_database WHERE datname = '{database}'"),
            Is.EqualTo($"SQL_ASCII C C {_name}"));
        Assert.That(DatabasesServer.RunIn(database, "SELECT string_agg(extname, ' ' ORDER BY extname) FROM pg_extension"), Is.EqualTo("citext cube earthdistance plpgsql"));
        run.Dispose();
        using DatabaseRun next = new(_name, builder => builder.WithEncoding("UTF8").WithLocale("C").WithOwner(_name).UseExtensions("citext", "earthdistance"), DatabaseRun.Reuse);
        next.Create();
        Assert.That(next.Lines, Is.EqualTo([$"it is made anew as {database}: its encoding, locale and owner has changed."]));
    }

    [TestCase("encoding", "DBG7036: ", "nonsense")]
    [TestCase("locale", "DBG7036: ", "nonsense")]
    [TestCase("owner", "DBG7036: ", "nonsense")]
    [TestCase("extension", "DBG7007: ", "the extensions nonsense threw")]
    [Property("Parity", "F18")]
    public void What_the_server_does_not_have_is_its_error_and_nothing_is_left(string what, string code, string text)
    {
        using DatabaseRun run = new(_name, builder => _ = what switch
        {
            "encoding" => builder.WithEncoding("nonsense"),
            "locale" => builder.WithLocale("nonsense"),
            "owner" => builder.WithOwner("nonsense"),
            _ => builder.UseExtensions("nonsense"),
        });

        Assert.That(run.Create, Throws.InstanceOf<DatabaseSetUpException>().With.Message.StartsWith(code).And.Message.Contains(text));
        run.Dispose();
        Assert.That(DatabasesServer.Exists($"test_{_name}"), Is.False);
    }

    private string MakeTemplate()
    {
        string template = $"{_name}_template";
        DatabasesServer.Run($"CREATE DATABASE {template}");
        DatabasesServer.RunIn(template, "CREATE TABLE rows (text text)", "INSERT INTO rows VALUES ('of the template')", "SELECT pg_stat_force_next_flush()");
        return template;
    }

    private static async Task AddRow(TestDatabase database, CancellationToken cancellationToken)
    {
        await using System.Data.Common.DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        await DatabaseRun.Execute(connection, "INSERT INTO rows VALUES ('of the seed')", cancellationToken);
    }
}
