using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.SetUp;

/// <summary>Where a schema comes from: migrations, a model, a script, a delegate.</summary>
public sealed class SchemaSourceTests
{
    private static readonly Lazy<(InnerRun Run, string[] Log)> s_schemas = new(static () =>
    {
        using TemporaryFolder folder = new();
        Dictionary<string, string> environment = new() { ["INNER_SETUP"] = "schemas", ["INNER_LOG"] = folder["log"], ["ConnectionStrings__Notes"] = "as it was" };
        InnerRun run = InnerRun.Of("FullyQualifiedName~SchemaTests", environment);
        return (run, File.ReadAllLines(folder["log"]));
    });

    private static readonly Lazy<InnerRun> s_withoutMigrations = new(static () => Run("no-migrations"));

    private static readonly Lazy<InnerRun> s_withMigrations = new(static () => Run("migrations"));

    [TestCase("migrated", "Books __EFMigrationsHistory __EFMigrationsLock", TestName = "A_context_with_migrations_is_migrated")]
    [TestCase("modelled", "Notes", TestName = "A_context_without_migrations_is_made_from_its_model")]
    [TestCase("script", "notes", TestName = "A_script_makes_the_schema")]
    [TestCase("delegate", "items", TestName = "A_delegate_makes_the_schema")]
    [TestCase("two", "Books Notes __EFMigrationsHistory __EFMigrationsLock", TestName = "Two_contexts_make_one_schema")]
    [TestCase("nothing", "", TestName = "A_database_without_a_schema_is_empty")]
    [Property("Parity", "F14")]
    public void Tables(string file, string expected)
    {
        InnerResult result = s_schemas.Value.Run[$"SchemaTests.Tables_of(\"{file}\")"];

        Assert.That(result.Output, Does.Contain($"tables: {expected}."), result.Message);
    }

    [Test]
    [Property("Parity", "F14")]
    public void Data_of_migrations_is_part_of_the_baseline() =>
        Assert.That(s_schemas.Value.Run["SchemaTests.Books"].Output, Does.Contain("books: from the migration."));

    [Test]
    [Property("Parity", "F14")]
    public void No_migrations_takes_the_model_instead()
    {
        Assert.That(s_withoutMigrations.Value["SchemaTests.Tables_of(\"migrated\")"].Output, Does.Contain("tables: Books."));
        Assert.That(s_withoutMigrations.Value["SchemaTests.Books"].Output, Does.Contain("books: ."));
    }

    [Test]
    [Property("Parity", "F14")]
    public void Migrations_are_the_default() =>
        Assert.That(s_withMigrations.Value["SchemaTests.Books"].Output, Does.Contain("books: from the migration."));

    [TestCase("The_script_ran_to_its_end")]
    [TestCase("Two_contexts_share_one_database")]
    [TestCase("The_exposed_key_leads_to_the_tests_database")]
    public void Inside_a_test(string name)
    {
        InnerResult result = s_schemas.Value.Run[$"SchemaTests.{name}"];

        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
    }

    [Test]
    [Property("Parity", "F4")]
    public void An_exposed_key_is_set_for_the_run()
    {
        InnerResult result = s_schemas.Value.Run["SchemaTests.The_key_is_exposed"];

        Assert.That(result.Outcome, Is.EqualTo("Passed"), result.Message);
    }

    [Test]
    [Property("Parity", "F4")]
    public void An_exposed_key_has_its_earlier_value_after_the_run() => Assert.That(s_schemas.Value.Log, Is.EqualTo(new[] { "at exit: as it was" }));

    private static InnerRun Run(string setting) => InnerRun.Of(
        "FullyQualifiedName~SchemaTests.Tables_of|FullyQualifiedName~SchemaTests.Books",
        new Dictionary<string, string> { ["INNER_SETUP"] = "schemas" },
        new Dictionary<string, string> { [setting] = "true" });
}
