using System.Collections;
using System.Globalization;
using Npgsql;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Postgres.Databases;
using NUnit.DbGuard.Reporting;

namespace NUnit.DbGuard.Lifecycle;

/// <summary>The settings of a run: parameters of the test run (command line, then .runsettings), then environment variables.</summary>
/// <param name="ReuseDatabase">Keep the databases after the run, and start from what an earlier run kept if it still fits.</param>
/// <param name="CreateDatabase">Make the databases anew even if an earlier run's would fit.</param>
/// <param name="Migrations">Make schemas by migrations where a context has some; otherwise from the model.</param>
/// <param name="Suffix">Added to the name of every database: for shards and matrix builds. Empty: none.</param>
/// <param name="Postgres">The connection string of the server that all PostgreSQL databases are made on; <see langword="null"/>: what the set-up fixture names.</param>
/// <param name="KeepDatabase">Keep what the first failing test has left in its databases, for somebody to look at.</param>
/// <param name="DebugSql">Write the SQL of every test to its output, not only of those that fail.</param>
/// <param name="MaxRepeats">How often a test may run one query from one place; <see langword="null"/>: as often as it likes.</param>
/// <param name="AllowProduction">Make test databases also where the environment says that this is production.</param>
/// <param name="Report">The file or folder of the run's report, relative to the test's work directory; <see langword="null"/>: no page is written.</param>
internal sealed record RunSettings(
    bool ReuseDatabase, bool CreateDatabase, bool Migrations, string Suffix, string? Postgres = null, bool KeepDatabase = false, bool AllowProduction = false,
    bool DebugSql = false, int? MaxRepeats = null, string? Report = null)
{
    private const string EnvironmentPrefix = "DBGUARD_";
    private const string ParameterPrefix = "dbguard";
    private const string Booleans = "true or false (also 1, 0, yes, no, on, off; no value means true)";

    private static readonly string[] s_names = ["reuse-db", "create-db", "no-migrations", "migrations", "db-suffix", "postgres", "keep-db", "debug-sql", "max-repeats", "allow-production", "report"];

    // Not the everyday word: 'reports', 'export' and 'port' are others' parameters.
    private static readonly string[] s_misspelt = [.. s_names.Where(static name => name != "report")];

    /// <summary>Reads and checks the settings.</summary>
    /// <param name="parameters">The parameters of the test run; those of others are left alone.</param>
    /// <param name="environment">The environment variables.</param>
    /// <exception cref="DatabaseSetUpException">DBG2004: no such setting. DBG2005: a value does not parse, or two contradict.</exception>
    public static RunSettings Read(IEnumerable<KeyValuePair<string, string>> parameters, IDictionary environment)
    {
        KeyValuePair<string, string>[] ofRun = [.. parameters];
        Dictionary<string, (string Value, string Source)> given = new(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in environment)
        {
            string name = (string)variable.Key;
            if (name.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase))
            {
#pragma warning disable CA1308 // The settings' names are written in lower case; nothing is compared by it.
                string setting = name[EnvironmentPrefix.Length..].Replace('_', '-').ToLowerInvariant();
#pragma warning restore CA1308
                given[Known(setting, $"environment variable {name}")] = ((string?)variable.Value ?? string.Empty, $"environment variable {name}");
            }
        }

        if (ofRun.Any(static parameter => parameter.Key is "migrations" or "no-migrations"))
        {
            // The two are one switch: a parameter wins over a variable of the opposite name as well.
            _ = given.Remove("migrations");
            _ = given.Remove("no-migrations");
        }

        foreach ((string name, string value) in ofRun)
        {
            const string source = "test run parameter";
            if (s_names.Contains(name, StringComparer.Ordinal))
            {
                given[name] = (value, source);
            }
            else if (LooksLikeOurs(name))
            {
                throw SetUpErrors.UnknownSetting(source, name, s_names, NearestName.Of(WithoutPrefix(name), s_names));
            }
        }

        bool noMigrations = Boolean(given, "no-migrations");
        if (noMigrations && Boolean(given, "migrations"))
        {
            throw SetUpErrors.ContradictorySettings("no-migrations", "migrations");
        }

        bool migrations = !noMigrations && (!given.ContainsKey("migrations") || Boolean(given, "migrations"));
        return new RunSettings(
            Boolean(given, "reuse-db"),
            Boolean(given, "create-db"),
            migrations,
            ReadSuffix(given),
            ReadPostgres(given),
            Boolean(given, "keep-db"),
            Boolean(given, "allow-production"),
            Boolean(given, "debug-sql"),
            ReadMaxRepeats(given),
            ReadReport(given));
    }

    private static string Known(string setting, string source) =>
        s_names.Contains(setting, StringComparer.Ordinal)
            ? setting
            : throw SetUpErrors.UnknownSetting(source, setting, s_names, NearestName.Of(setting, s_names));

    // Other tools put their own parameters beside ours.
    private static bool LooksLikeOurs(string name) =>
        name.StartsWith(ParameterPrefix, StringComparison.OrdinalIgnoreCase)
        || NearestName.Of(name.Replace('_', '-'), s_misspelt) is { } nearest && Math.Abs(nearest.Length - name.Length) <= 2;

    private static string WithoutPrefix(string name) =>
        name.StartsWith(ParameterPrefix, StringComparison.OrdinalIgnoreCase) ? name[ParameterPrefix.Length..].TrimStart('-', '_', '.') : name;

    private static bool Boolean(Dictionary<string, (string Value, string Source)> given, string name)
    {
        if (!given.TryGetValue(name, out (string Value, string Source) setting))
        {
            return false;
        }

        return TryBoolean(setting.Value) ?? throw SetUpErrors.BadSetting(setting.Source, name, setting.Value, Booleans);
    }

    private static bool? TryBoolean(string value) => value.Trim().ToUpperInvariant() switch
    {
        "" or "TRUE" or "1" or "YES" or "ON" => true,
        "FALSE" or "0" or "NO" or "OFF" => false,
        _ => null,
    };

    private static string? ReadPostgres(Dictionary<string, (string Value, string Source)> given)
    {
        if (!given.TryGetValue("postgres", out (string Value, string Source) setting) || string.IsNullOrWhiteSpace(setting.Value))
        {
            return null;
        }

        NpgsqlConnectionStringBuilder? server = PostgresConnectionString.TryParse(setting.Value, out string problem);
        problem = server is { Host: null or "" } ? "it names no 'Host'" : problem;
        return problem.Length == 0 ? setting.Value : throw SetUpErrors.BadConnectionSetting(setting.Source, "postgres", problem);
    }

    private static int? ReadMaxRepeats(Dictionary<string, (string Value, string Source)> given) =>
        !given.TryGetValue("max-repeats", out (string Value, string Source) setting) || string.IsNullOrWhiteSpace(setting.Value) ? null
        : int.TryParse(setting.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int most) && most > 0 ? most
        : throw SetUpErrors.BadSetting(setting.Source, "max-repeats", setting.Value, "a number, 1 or more");

    private static string? ReadReport(Dictionary<string, (string Value, string Source)> given)
    {
        if (!given.TryGetValue("report", out (string Value, string Source) setting))
        {
            return null;
        }

        string place = setting.Value.Trim();
        if (TryBoolean(place) is { } isWanted)
        {
            return isWanted ? "." : null;
        }

        bool isPath = !place.Any(char.IsControl) && !place.Contains("://", StringComparison.Ordinal);
        return isPath && (ReportFile.IsFile(place) || Path.EndsInDirectorySeparator(place) || !Path.HasExtension(place))
            ? place
            : throw SetUpErrors.BadSetting(
                setting.Source, "report", setting.Value, "true, false, a file whose name ends with .html, or a folder (with a '/' behind it, where its name has a dot)");
    }

    private static string ReadSuffix(Dictionary<string, (string Value, string Source)> given)
    {
        if (!given.TryGetValue("db-suffix", out (string Value, string Source) setting))
        {
            return string.Empty;
        }

        string suffix = setting.Value.Trim();
        return suffix.Length <= 40 && suffix.All(static character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-')
            ? suffix
            : throw SetUpErrors.BadSetting(setting.Source, "db-suffix", setting.Value, "up to 40 letters, digits, '_' and '-'");
    }
}
