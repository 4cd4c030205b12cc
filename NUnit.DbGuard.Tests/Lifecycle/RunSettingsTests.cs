using System.Collections;
using NUnit.DbGuard.Lifecycle;

namespace NUnit.DbGuard.Tests.Lifecycle;

public sealed class RunSettingsTests
{
    [Test]
    public void Nothing_given_means_nothing_kept_and_migrations() =>
        Assert.That(Read(), Is.EqualTo(new RunSettings(ReuseDatabase: false, CreateDatabase: false, Migrations: true, Suffix: string.Empty)));

    [TestCase("", true)]
    [TestCase(" True ", true)]
    [TestCase("1", true)]
    [TestCase("yes", true)]
    [TestCase("ON", true)]
    [TestCase("false", false)]
    [TestCase("0", false)]
    [TestCase("No", false)]
    [TestCase("off", false)]
    [Property("Parity", "F30")]
    public void A_switch_is_read(string value, bool expected)
    {
        Assert.That(Read(("reuse-db", value)).ReuseDatabase, Is.EqualTo(expected));
        Assert.That(Read(("create-db", value)).CreateDatabase, Is.EqualTo(expected));
        Assert.That(Read(("no-migrations", value)).Migrations, Is.EqualTo(!expected));
        Assert.That(Read(("migrations", value)).Migrations, Is.EqualTo(expected));
    }

    [Test]
    [Property("Parity", "F30")]
    public void Environment_variables_count_in_any_case()
    {
        RunSettings settings = Read([], ("DBGUARD_REUSE_DB", "1"), ("dbguard_db_suffix", "ci"));

        Assert.That(settings.ReuseDatabase, Is.True);
        Assert.That(settings.Suffix, Is.EqualTo("ci"));
    }

    [Test]
    [Property("Parity", "F30")]
    public void A_parameter_wins_over_an_environment_variable() =>
        Assert.That(Read([("reuse-db", "false"), ("db-suffix", "b")], ("DBGUARD_REUSE_DB", "1"), ("DBGUARD_DB_SUFFIX", "a")), Is.EqualTo(Read([("db-suffix", "b")])));

    [Test]
    public void Settings_of_statements_are_read()
    {
        Assert.That(Read(("debug-sql", ""), ("max-repeats", "7")), Is.EqualTo(Read() with { DebugSql = true, MaxRepeats = 7 }));
        Assert.That(Read(("max-repeats", " ")), Is.EqualTo(Read()));
    }

    [TestCase("0")]
    [TestCase("-1")]
    [TestCase("many")]
    public void A_number_of_repetitions_that_is_none_is_refused(string value) =>
        Assert.That(() => Read(("max-repeats", value)), Throws.TypeOf<DatabaseSetUpException>().With.Message.Contains($"DBG2005: Setting 'max-repeats' has the value '{value}'").And.Message.Contains("a number, 1 or more"));

    [Test]
    public void Parameters_of_others_are_left_alone() =>
        Assert.That(Read(("browser", "firefox"), ("Retries", "3"), ("max-retries", "3"), ("debug", "1"), ("sql", "x"), ("db", "x"), ("baseUrl", "http://localhost"), ("reuse", "1"), ("database", "y"), ("migration-folder", "z"), ("reports", "a.xml"), ("reporter", "b"), ("export", "c"), ("port", "80")), Is.EqualTo(Read()));

    [Test]
    public void Environment_variables_of_others_are_left_alone() => Assert.That(Read([], ("DB_SUFFIX", "x"), ("DBGUARDIAN", "y"), ("REUSE_DB", "1")), Is.EqualTo(Read()));

    [TestCase("resue-db", "reuse-db")]
    [TestCase("reuse_db", "reuse-db")]
    [TestCase("reusedb", "reuse-db")]
    [TestCase("Reuse-Db", "reuse-db")]
    [TestCase("creat-db", "create-db")]
    [TestCase("no-migration", "no-migrations")]
    [TestCase("db-sufix", "db-suffix")]
    public void A_near_miss_is_answered_with_the_nearest_name(string given, string meant) =>
        Assert.That(
            () => Read((given, "true")),
            Throws.InstanceOf<DatabaseSetUpException>()
                .With.Property(nameof(DatabaseGuardException.Code)).EqualTo("DBG2004")
                .And.Message.Contains($"There is no setting '{given}' (test run parameter).\n  Fix:   did you mean '{meant}'? Valid are: reuse-db, create-db, no-migrations, migrations, db-suffix, postgres, keep-db, debug-sql, max-repeats, allow-production, report."));

    [TestCase("DBGUARD_RESUE_DB", "resue-db", "did you mean 'reuse-db'? Valid")]
    [TestCase("DBGUARD_XYZ", "xyz", "Valid")]
    public void An_unknown_environment_variable_with_our_prefix_is_an_error(string variable, string setting, string fix) =>
        Assert.That(
            () => Read([], (variable, "true")),
            Throws.InstanceOf<DatabaseSetUpException>()
                .With.Property(nameof(DatabaseGuardException.Code)).EqualTo("DBG2004")
                .And.Message.Contains($"There is no setting '{setting}' (environment variable {variable}).\n  Fix:   {fix}"));

    [Test]
    public void A_parameter_with_our_prefix_is_an_error() =>
        Assert.That(() => Read(("dbguard-reuse-db", "true")), Throws.InstanceOf<DatabaseSetUpException>().With.Message.Contains("did you mean 'reuse-db'?"));

    [TestCase("reuse-db", "perhaps")]
    [TestCase("create-db", "2")]
    [TestCase("migrations", "ja")]
    [TestCase("no-migrations", "true false")]
    [TestCase("db-suffix", "a/b")]
    [TestCase("db-suffix", "a b")]
    [TestCase("db-suffix", "..")]
    [TestCase("db-suffix", "12345678901234567890123456789012345678901")]
    [TestCase("report", "report.xml")]
    [TestCase("report", "http://reports/1")]
    [TestCase("report", "file://a/b")]
    public void A_value_that_does_not_parse_is_an_error_that_says_what_does(string name, string value) =>
        Assert.That(
            () => Read((name, value)),
            Throws.InstanceOf<DatabaseSetUpException>()
                .With.Property(nameof(DatabaseGuardException.Code)).EqualTo("DBG2005")
                .And.Message.Contains($"Setting '{name}' has the value '{value}' (test run parameter).\n  Fix:   valid is: "));

    [Test]
    public void A_value_of_the_environment_names_its_variable() =>
        Assert.That(() => Read([], ("DBGUARD_REUSE_DB", "perhaps")), Throws.InstanceOf<DatabaseSetUpException>().With.Message.Contains("(environment variable DBGUARD_REUSE_DB)"));

    [Test]
    public void Migrations_and_no_migrations_contradict() =>
        Assert.That(
            () => Read(("migrations", "true"), ("no-migrations", "true")),
            Throws.InstanceOf<DatabaseSetUpException>()
                .With.Property(nameof(DatabaseGuardException.Code)).EqualTo("DBG2005")
                .And.Message.Contains("Settings 'no-migrations' and 'migrations' are both on."));

    [Test]
    [Property("Parity", "F14")]
    public void A_parameter_for_migrations_wins_over_an_environment_variable_against_them() =>
        Assert.That(Read([("migrations", "true")], ("DBGUARD_NO_MIGRATIONS", "1")).Migrations, Is.True);

    [TestCase("migrations", "true", "no-migrations", "false", true)]
    [TestCase("migrations", "false", "no-migrations", "true", false)]
    public void Both_may_say_the_same(string first, string firstValue, string second, string secondValue, bool expected) =>
        Assert.That(Read((first, firstValue), (second, secondValue)).Migrations, Is.EqualTo(expected));

    [TestCase("", "")]
    [TestCase(" ci_2-a ", "ci_2-a")]
    [Property("Parity", "F26")]
    public void A_suffix_is_read(string value, string expected) => Assert.That(Read(("db-suffix", value)).Suffix, Is.EqualTo(expected));

    [TestCase("Host=db;Username=me;Password=secret", "Host=db;Username=me;Password=secret")]
    [TestCase(" ", null)]
    [TestCase("", null)]
    [Property("Parity", "F30")]
    public void A_server_is_read(string value, string? expected) => Assert.That(Read([], ("DBGUARD_POSTGRES", value)).Postgres, Is.EqualTo(expected));

    [TestCase("", ".")]
    [TestCase("true", ".")]
    [TestCase("on", ".")]
    [TestCase("false", null)]
    [TestCase("0", null)]
    [TestCase("shop.html", "shop.html")]
    [TestCase(" pages/Shop.HTM ", "pages/Shop.HTM")]
    [TestCase("/var/pages", "/var/pages")]
    [TestCase("pages/v1.2/", "pages/v1.2/")]
    public void A_place_for_the_report_is_read(string value, string? expected) => Assert.That(Read(("report", value)).Report, Is.EqualTo(expected));

    [Test]
    public void Without_it_there_is_no_page() => Assert.That(Read().Report, Is.Null);

    [TestCase("DBGUARD_REPROT")]
    public void A_misspelt_variable_for_the_report_is_an_error(string variable) =>
        Assert.That(() => Read([], (variable, "true")), Throws.InstanceOf<DatabaseSetUpException>().With.Message.Contains("did you mean 'report'?"));

    [TestCase("Hots=db;Password=secret", "it has a keyword that Npgsql does not know (did you mean 'Host'?)")]
    [TestCase("Host=db;Password=secret;secret2=x", "it has a keyword that Npgsql does not know.")]
    [TestCase("Host=db;Port=secret", "the value of 'Port' is not valid.")]
    [TestCase("secret", "it is not made of 'Keyword=value' pairs with ';' between them.")]
    [TestCase("Username=secret", "it names no 'Host'.")]
    [Property("Security", "S14")]
    public void A_server_that_does_not_parse_is_an_error_that_shows_none_of_it(string value, string problem) =>
        Assert.That(
            () => Read(("postgres", value)),
            Throws.InstanceOf<DatabaseSetUpException>()
                .With.Message.Contains($"DBG2005: Setting 'postgres' has a value that is no connection string (test run parameter): {problem}")
                .And.Message.Not.Contains("secret")
                .And.InnerException.Null);

    private static RunSettings Read(params (string Name, string Value)[] parameters) => Read(parameters, []);

    private static RunSettings Read((string Name, string Value)[] parameters, params (string Name, string Value)[] environment)
    {
        Hashtable variables = new() { ["PATH"] = "/bin" };
        foreach ((string name, string value) in environment)
        {
            variables.Add(name, value);
        }

        return RunSettings.Read(parameters.Select(static parameter => KeyValuePair.Create(parameter.Name, parameter.Value)), variables);
    }
}
