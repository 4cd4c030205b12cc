using System.Text;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Postgres.Databases;

namespace NUnit.DbGuard.Tests.Postgres.Databases;

/// <summary>What test databases are called.</summary>
public sealed class DatabaseNameTests
{
    private static readonly string s_long = new('x', 80);

    [TestCase("shop", "", 1, "test_shop")]
    [TestCase("shop", "", 2, "test_shop_2")]
    [TestCase("shop", "ci-1", 1, "test_shop_ci-1")]
    [TestCase("shop", "ci-1", 12, "test_shop_ci-1_12")]
    [TestCase("Größe \"x\"", "", 1, "test_Größe \"x\"")]
    [Property("Parity", "F3")]
    public void A_name_is_made_of_its_parts(string database, string suffix, int number, string expected) =>
        Assert.That(TestDatabaseName.Of(null, database, suffix, number), Is.EqualTo(expected));

    [TestCase("x", 58, ExpectedResult = false)]
    [TestCase("x", 59, ExpectedResult = true)]
    [TestCase("ä", 29, ExpectedResult = false)]
    [TestCase("ä", 30, ExpectedResult = true)]
    [TestCase("🐘", 15, ExpectedResult = true)]
    public bool A_name_of_more_than_63_bytes_is_cut_between_characters(string character, int count)
    {
        string database = string.Concat(Enumerable.Repeat(character, count));

        string name = TestDatabaseName.Of(null, database, string.Empty, 1);

        Assert.That(Encoding.UTF8.GetByteCount(name), Is.LessThanOrEqualTo(63));
        Assert.That(name, Does.Not.Contain('\uFFFD'));
        return name != $"test_{database}";
    }

    [Test]
    public void Long_names_that_begin_alike_stay_apart_and_are_the_same_in_each_run()
    {
        string suffix = new('s', 40);

        string[] names = [TestDatabaseName.Of(null, s_long + "a", suffix, 10), TestDatabaseName.Of(null, s_long + "b", suffix, 10), TestDatabaseName.Of(null, s_long + "a", string.Empty, 1)];

        Assert.That(names, Is.Unique.And.All.Length.LessThanOrEqualTo(63));
        Assert.That(names[0], Does.StartWith("test_").And.EndsWith($"_{suffix}_10"));
        Assert.That(TestDatabaseName.Of(null, s_long + "a", suffix, 10), Is.EqualTo(names[0]));
    }

    [TestCase("Ümlaut Größe")]
    [TestCase("with \"quotes\" and 'others'")]
    [TestCase("UPPER.lower;--")]
    [TestCase("$1 :name @name {0} \\")]
    [TestCase("Long ääääääääääääääääääääääääääääääääääääääääääääääääääääääääääää")]
    [Property("Security", "S16")]
    public void Any_name_can_be_made_reused_and_dropped(string database)
    {
        string name = TestDatabaseName.Of(null, database, string.Empty, 1);
        using DatabaseRun first = new("odd", settings: DatabaseRun.Reuse, connectionString: DatabasesServer.To(database));
        Assert.That(first.Create(), Is.EqualTo(name));
        first.Dispose();
        using DatabaseRun second = new("odd", settings: DatabaseRun.Reuse, connectionString: DatabasesServer.To(database));
        second.Create();
        second.Dispose();
        Assert.That(second.Lines, Is.EqualTo([$"it is reused from {name}."]));

        using DatabaseRun third = new("odd", connectionString: DatabasesServer.To(database));
        third.Create();
        object? found = DatabasesServer.RunIn(name, "SELECT to_regclass('items')::text");
        third.Dispose();

        Assert.That(found, Is.EqualTo("items"));
        Assert.That(third.Lines, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_catalog_without_a_connection_string_names_the_database_itself()
    {
        using DatabaseRun run = new("orders", settings: DatabaseRun.Once with { Postgres = DatabasesServer.ConnectionString }, connectionString: DatabasesServer.With(static server => server.Remove("Database")));

        Assert.That(run.Create(), Is.EqualTo("test_orders"));
    }

    [TestCase("Host=db;Database=shop", "Host=DB;Database=shop;Username=other")]
    [TestCase("Host=localhost;Database=shop", "Host=127.0.0.1;Database=shop")]
    [TestCase("Host=db;Database=again", "Host=db")]
    [Property("Parity", "F21")]
    public void One_database_under_two_names_is_one_test_database(string first, string second)
    {
        TestDatabaseCatalog catalog = Catalog();
        catalog.AddPostgres("default", first, DirectIsolation.Of);
        catalog.AddPostgres("again", second, DirectIsolation.Of);

        Assert.That(catalog.Get("again").Primary.Name, Is.EqualTo("default"));
        Assert.That(catalog.Get("default").OtherNames.Select(static other => other.Name), Is.EqualTo(["again"]));
    }

    [TestCase("Host=db;Database=shop", "Host=db;Database=Shop")]
    [TestCase("Host=db;Database=shop", "Host=db;Port=5433;Database=shop")]
    [TestCase("Host=db;Database=shop", null)]
    public void Different_databases_are_none(string first, string? second)
    {
        TestDatabaseCatalog catalog = Catalog();
        catalog.AddPostgres("default", first, DirectIsolation.Of);
        catalog.AddPostgres("again", second, DirectIsolation.Of);

        Assert.That(catalog.Get("again").Primary.Name, Is.EqualTo("again"));
    }

    [Test]
    [Property("Parity", "F3")]
    [Property("Parity", "F26")]
    public void The_set_up_fixture_may_choose_the_name_and_add_a_suffix()
    {
        using DatabaseRun named = new("named", static builder => builder.WithName("Prüf \"db\"").WithSuffix("net10"), DatabaseRun.Once with { Suffix = "s1" });
        using DatabaseRun suffixed = new("suffixed", static builder => builder.WithSuffix("net10"));

        Assert.That((named.Create(), suffixed.Create()), Is.EqualTo(("Prüf \"db\"_net10_s1", "test_suffixed_net10")));
    }

    [Test]
    [Property("Parity", "F3")]
    [Property("Parity", "F17")]
    public void The_name_of_the_applications_own_database_is_refused()
    {
        DatabasesServer.Run("CREATE DATABASE precious");
        using DatabaseRun run = new("precious", static builder => builder.WithName("precious"));

        Assert.That(run.Create, Throws.InstanceOf<DatabaseSetUpException>().With.Message.StartsWith("DBG7015: The test database 'precious' would be called precious, which is the application's own."));
        Assert.That(DatabasesServer.CommentOf("precious"), Is.Null);
    }

    [TestCase("Hots=db;Password=secret", "it has a keyword that Npgsql does not know (did you mean 'Host'?)")]
    [TestCase("Password=secret", "it names no 'Host'")]
    [TestCase("secret", "it is not made of 'Keyword=value' pairs with ';' between them")]
    [Property("Security", "S14")]
    public void A_bad_connection_string_is_an_error_that_shows_none_of_it(string connectionString, string problem) =>
        Assert.That(
            () =>
            {
                using DatabaseRun run = new("default", connectionString: connectionString);
                run.Create();
            },
            Throws.InstanceOf<DatabaseSetUpException>()
                .With.Message.EqualTo(PostgresDatabaseErrors.BadConnectionString("default", problem).Message)
                .And.Message.Not.Contains("secret")
                .And.InnerException.Null);

    private static TestDatabaseCatalog Catalog() => new(new DatabaseEngineContext(GuardSession.Current, new Lazy<RunSettings>(DatabaseRun.Once)));
}
