using System.Net.Sockets;
using System.Xml.Linq;
using Npgsql;
using NUnit.DbGuard.Access;
using NUnit.DbGuard.Commands;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Postgres.Gateway.Shared;
using NUnit.DbGuard.Tests.Docs;

namespace NUnit.DbGuard.Tests.Errors;

/// <summary>Every error of the library, made by the factory that makes it in a run.</summary>
internal static class ErrorSamples
{
    public const string Test = "Shop.Tests.PriceTests.Discount_is_capped";
    public const string OtherTest = "Shop.Tests.StockTests.Stock_is_counted";

    private const string Opened = "PriceRepository.Load";

    /// <summary>The texts, in the order of their codes.</summary>
    public static IReadOnlyList<string> Texts { get; } = [.. Access(), .. MarksAndSettings(), .. Isolation(), .. SetUp(), .. Build(), .. Postgres(), .. PostgresDatabases()];

    public static string CodeOf(string text) => text.Split(':')[0];

    private static IEnumerable<string> Access()
    {
        AccessRequest opens = new("Microsoft.Data.Sqlite", "/home/me/shop/shop.db", Engine("default"));
        AccessRequest runs = opens with { Sql = "SELECT Price\n    FROM Prices WHERE Sku = $sku" };
        AccessRequest foreign = new("Npgsql", "Host=10.0.0.7;Database=shop", Sql: null);
        yield return PriceRepository.Load(nameof(AccessErrors.NotMarked), opens).Message;
        yield return PriceRepository.Load(nameof(AccessErrors.InConstructor), opens).Message;
        yield return PriceRepository.Load(nameof(AccessErrors.AroundTest), opens).Message;
        yield return PriceRepository.Load(nameof(AccessErrors.OutsideTest), opens).Message;
        yield return PriceRepository.Load(nameof(AccessErrors.BackgroundOfMany), runs).Message;
        yield return PriceRepository.Load(nameof(AccessErrors.NotConfigured), foreign).Message;
        yield return PriceRepository.Load(nameof(AccessErrors.NotConfigured), opens with { Engine = null }).Message;
        yield return PriceRepository.Load(nameof(AccessErrors.NotConfigured), foreign with { Provider = "Microsoft.Data.SqlClient" }).Message;
        yield return PriceRepository.Load(nameof(AccessErrors.NotNamed), opens).Message;
        yield return PriceRepository.Load(nameof(AccessErrors.OtherDatabaseInCreation), opens).Message;
        yield return PriceRepository.Load(nameof(AccessErrors.TestEnded), runs).Message;
        yield return PriceRepository.Load(nameof(AccessErrors.ScopeEnded), opens).Message;
        yield return PriceRepository.Load(nameof(AccessErrors.RunEnded), opens).Message;
        yield return PriceRepository.Load(nameof(AccessErrors.AmbiguousTest), runs).Message;
        yield return PriceRepository.Load(nameof(AccessErrors.BlockedByScope), runs).Message;
    }

    private static IEnumerable<string> MarksAndSettings()
    {
        string[] settings = ["reuse-db", "create-db", "no-migrations", "migrations", "db-suffix", "postgres", "keep-db", "debug-sql", "max-repeats", "allow-production", "report"];
        yield return SetUpErrors.NotInstalled(Test).Message;
        yield return SetUpErrors.UnknownDatabase("defualt", ["default", "audit"], Test).Message;
        yield return SetUpErrors.BadMark("Shop.Tests.PriceTests", "a database is named twice").Message;
        yield return SetUpErrors.BadBudget(Test, "-1 statements").Message;
        yield return SetUpErrors.ContradictoryMark(Test).Message;
        yield return SetUpErrors.UnknownSetting("test run parameter", "resue-db", settings, "reuse-db").Message;
        yield return SetUpErrors.BadSetting("environment variable DBGUARD_REUSE_DB", "reuse-db", "perhaps", "true or false (also 1, 0, yes, no, on, off; no value means true)").Message;
        yield return SetUpErrors.BadConnectionSetting("environment variable DBGUARD_POSTGRES", "postgres", "it has a keyword that Npgsql does not know (did you mean 'Host'?)").Message;
        yield return SetUpErrors.ContradictorySettings("no-migrations", "migrations").Message;
    }

    private static IEnumerable<string> Isolation()
    {
        IOException full = new("No space left on device.");
        yield return IsolationErrors.ForeignKeysViolated("default", Test, ["row 3 of 'Prices' points at no row of 'Products'"]).Message;
        yield return IsolationErrors.ConnectionLeaked("default", Test, 2, [Opened, "StockRepository.Count"]);
        yield return IsolationErrors.SetUpTransactionOpen("default", "Shop.Tests.PriceTests", Opened).Message;
        yield return IsolationErrors.SetUpConnectionBusy("default", Test, Opened).Message;
        yield return IsolationErrors.WorkDidNotStop("default", Test, TimeSpan.FromSeconds(10)).Message;
        yield return IsolationErrors.SetUpNotKept("default", "Shop.Tests.PriceTests").Message;
        yield return IsolationErrors.OtherThanSetUp("default", Test, DatabaseIsolation.Clone, "Shop.Tests.PriceTests").Message;
        yield return IsolationErrors.ExistingIsNotWritten("default", Test, "Isolation = Flush").Message;
        yield return IsolationErrors.NoSuchTable("test_shop", Test, "AuditLog").Message;
        yield return IsolationErrors.OverBudget(Test, 12, 3).Message;
        yield return IsolationErrors.Repeated(Test, new RepeatedQuery("SELECT Price\n    FROM Prices WHERE Sku = $1", 8, ["PriceRepository.Load ← PriceList.Build"], IsProven: true), 3).Message;
        yield return IsolationErrors.ReaderLeftOpen(Test, 2, ["PriceRepository.Load ← PriceTests.Discount_is_capped", "StockRepository.Count"]);
        foreach (string text in Gateway())
        {
            yield return text;
        }

        yield return IsolationErrors.SharedConnection("default", Test, OtherTest).Message;
        yield return IsolationErrors.ConnectionOutlived("default", Test, OtherTest, Opened).Message;
        yield return IsolationErrors.NoCopy("default", "/tmp/dbguard-sqlite-4711/default-2.db", full).Message;
        yield return IsolationErrors.AttachNotUnderstood("ATTACH DATABASE lower($file) AS other").Message;
        yield return IsolationErrors.ProviderNotSupported("the provider is MyProvider, not SQLitePCL's").Message;
        yield return IsolationErrors.NoFile("default", "Data Source=:memory:").Message;
        yield return IsolationErrors.ReadOnlyAttached("replica").Message;
    }

    private static IEnumerable<string> Gateway()
    {
        const string served = "test_shop";
        const string clientA = "client 7 (web, user shop, database test_shop)";
        const string clientB = "client 8 (worker, user shop, database test_shop)";
        yield return GatewayErrors.Overlap(served, Test, clientA, clientB, TimeSpan.FromSeconds(10)).Message;
        yield return GatewayErrors.CommittedWorkUndone(served, Test, clientA, clientB).Message;
        yield return GatewayErrors.SessionEnded(served, Test, new SessionEndedException("terminating connection due to administrator command")).Message;
        yield return GatewayErrors.TwoPhase(served);
        yield return GatewayErrors.WorkDidNotStop(served, Test, clientA, TimeSpan.FromSeconds(5)).Message;
        yield return GatewayErrors.TransactionLeftOpen(served, Test, clientA, "OrderRepository.Begin ← PriceTests.Discount_is_capped");
        yield return GatewayErrors.IsolationLevel(served, "SERIALIZABLE");
        yield return GatewayErrors.ConstraintsOfTwo(served, Test, clientA, clientB).Message;
        yield return GatewayErrors.Occupied(served, Test, OtherTest, TimeSpan.FromMinutes(2)).Message;
        yield return GatewayErrors.OtherWorkers("default", Test, "test_shop_w1", "test_shop_w2", OtherTest, isMain: false).Message;
        yield return GatewayErrors.AnswerNotKept(served, Test, clientA, "/tmp/", new IOException("No space left on device.")).Message;
        yield return GatewayErrors.SequenceMemory(served, "SELECT currval('orders_id_seq')", routine: null);
        yield return GatewayErrors.Nested(served, clientA, clientB);
        yield return GatewayErrors.SharedTemporaryTables(served);
        yield return GatewayErrors.SharedAdvisoryLocks(served, "SELECT claim_next_job()", "function 'claim_next_job'");
        yield return GatewayErrors.NotNotified(served, "INSERT INTO orders (sku) VALUES ($1)", "function 'order_changed'");
        yield return GatewayErrors.OutsideTransaction(served, "VACUUM cannot run inside a transaction block");
        yield return GatewayErrors.SessionView(served, "pg_prepared_statements", "SELECT name FROM pg_prepared_statements");
        yield return GatewayErrors.UnknownSetting(served, "SELECT enter('tenant', 7)", "function 'enter'");
        yield return GatewayErrors.TimeStandsStill(served, "UPDATE orders SET paid_at = now() WHERE id = $1", routine: null);
        yield return GatewayErrors.NoSession(served, Test, new NpgsqlException("Failed to connect to 10.0.0.7:5432")).Message;
    }

    private static IEnumerable<string> SetUp()
    {
        const string kept = "/home/me/shop/test_shop.db";
        InvalidOperationException cause = new("the price list is empty");
        yield return SetUpErrors.NoContext(
            "ShopContext", "it has no public constructor with DbContextOptions<ShopContext> alone", "use UseDbContext(connectionString => new ShopContext(…)).").Message;
        yield return SetUpErrors.NoSetUpFixture("Shop.Tests").Message;
        yield return SetUpErrors.SeveralSetUpFixtures(["Shop.Tests.TestDatabaseSetUp", "Shop.Tests.OldSetUp"]).Message;
        yield return SetUpErrors.NotASetUpFixture("Shop.Tests.TestDatabaseSetUp").Message;
        yield return SetUpErrors.ConfigureFailed("Shop.Tests.TestDatabaseSetUp", cause).Message;
        yield return SetUpErrors.StillConfiguring().Message;
        yield return SetUpErrors.NameTaken("default", ["default", "audit"]).Message;
        yield return SetUpErrors.NoName("*").Message;
        yield return SetUpErrors.AliasWithContents("audit", "default", "/home/me/shop/shop.db").Message;
        yield return SetUpErrors.StepFailed("default", "the seed of TestDatabaseSetUp", cause).Message;
        yield return SetUpErrors.OpenAfterCreation("default", 1).Message;
        yield return SetUpErrors.ForeignFile("default", kept, "a database").Message;
        yield return SetUpErrors.CorruptFile("default", kept, "SQLite Error 11: 'database disk image is malformed'.").Message;
        yield return SetUpErrors.NewerMarker("default", kept, "2").Message;
        yield return SetUpErrors.NotWritable("default", kept, new UnauthorizedAccessException($"Access to the path '{kept}' is denied.")).Message;
        yield return SetUpErrors.TemporaryNotWritable("default", "/tmp", new IOException("No space left on device.")).Message;
        yield return SetUpErrors.NoScript("default", "/home/me/shop/bin/schema.sql").Message;
        yield return SetUpErrors.ScriptNotUtf8("default", "/home/me/shop/bin/schema.sql", cause).Message;
        yield return SetUpErrors.UnknownRelation("replica", "mirrors", "defualt", ["default", "audit", "replica"]).Message;
        yield return SetUpErrors.DependencyCircle(["orders", "audit", "orders"]).Message;
        yield return SetUpErrors.MirrorCircle(["replica", "standby", "replica"]).Message;
        yield return SetUpErrors.MirrorOfAnotherKind("replica", "default").Message;
        yield return SetUpErrors.MirrorWithContents("replica", "default").Message;
        yield return SetUpErrors.DependencyFailed("audit", "default", SetUpErrors.StepFailed("default", "the seed of TestDatabaseSetUp", cause)).Message;
        yield return SetUpErrors.NameOfApplication("default", "shop").Message;
        yield return SetUpErrors.NoTemplate("default", "/home/me/shop/bin/template.db", new IOException("Could not find file '/home/me/shop/bin/template.db'.")).Message;
        yield return SetUpErrors.OfPostgresOnly("default", "owners").Message;
        yield return SetUpErrors.ExistingWith("default", "the seed of TestDatabaseSetUp").Message;
    }

    private static IEnumerable<string> Postgres()
    {
        const string folder = "/tmp/dbguard-postgres-4711-x2fkq0ab1cz";
        yield return PostgresErrors.NoBinaries(["the PATH: /usr/local/bin:/usr/bin:/bin", "pg_config --bindir: no pg_config is on the PATH", "/usr/lib/postgresql/*/bin"]).Message;
        yield return PostgresErrors.NoBinariesIn("/opt/postgresql/bin").Message;
        yield return PostgresErrors.NoUnprivilegedUser("none of setpriv, runuser, su changes to user 'postgres' here").Message;
        yield return PostgresErrors.NotMade("creating subdirectories ... ok\ninitdb: error: could not write file: No space left on device").Message;
        yield return PostgresErrors.NotStarted("FATAL:  could not map anonymous shared memory: Cannot allocate memory").Message;
        yield return PostgresErrors.StartTimedOut(TimeSpan.FromMinutes(1), "LOG:  database system was shut down").Message;
        yield return PostgresErrors.NoFolder(folder, new UnauthorizedAccessException($"Access to the path '{folder}' is denied.")).Message;
        yield return PostgresErrors.Ended("LOG:  received fast shutdown request\nLOG:  database system is shut down").Message;
        yield return PostgresErrors.Stopped().Message;
        yield return PostgresErrors.NotOnThisSystem().Message;
    }

    private static IEnumerable<string> PostgresDatabases()
    {
        const string server = "Host=10.0.0.7;Port=5432;Username=shop";
        string[] sessions = ["session 4711, 'psql', last statement: SELECT * FROM prices", "session 4712, 'NUnit.DbGuard, process 815 on build-7'"];
        yield return PostgresDatabaseErrors.Foreign("default", "test_shop", server).Message;
        yield return PostgresDatabaseErrors.BadMarker("default", "test_shop", server).Message;
        yield return PostgresDatabaseErrors.NewerMarker("default", "test_shop", 2, server).Message;
        yield return PostgresDatabaseErrors.NoRoom("default", "test_shop", server, Refusal("53100", "could not extend file \"base/16384/2608\": No space left on device")).Message;
        yield return PostgresDatabaseErrors.NoTemplate("default", "shop_template", server, []).Message;
        yield return PostgresDatabaseErrors.NoTemplate("default", "shop_template", server, sessions[..1], Refusal("55006", "source database \"shop_template\" is being accessed by other users")).Message;
        yield return PostgresDatabaseErrors.NoExisting("default").Message;
        yield return PostgresDatabaseErrors.ExistingNotOpened("default", "shop", server, Refusal("3D000", "database \"shop\" does not exist")).Message;
        yield return PostgresDatabaseErrors.BadConnectionString("default", "it has a keyword that Npgsql does not know (did you mean 'Host'?)").Message;
        yield return PostgresDatabaseErrors.Unreachable("default", server, new SocketException((int)SocketError.ConnectionRefused, "Connection refused")).Message;
        yield return PostgresDatabaseErrors.NotAuthenticated("default", server, Refusal("28P01", "password authentication failed for user \"shop\"")).Message;
        yield return PostgresDatabaseErrors.NoRight("default", "test_shop", server, Refusal("42501", "permission denied to create database")).Message;
        yield return PostgresDatabaseErrors.InUse("default", "test_shop", server, sessions, Refusal("55006", "database \"test_shop\" is being accessed by other users")).Message;
        yield return PostgresDatabaseErrors.CreationLocked("default", TimeSpan.FromSeconds(60), server, sessions[1..]).Message;
        yield return PostgresDatabaseErrors.Refused("default", "test_shop", server, Refusal("XX000", "cache lookup failed for database 16384")).Message;
        yield return PostgresDatabaseErrors.LooksLikeProduction("default", server, "DOTNET_ENVIRONMENT", "Production").Message;
        yield return OfTargets("DBG7038");
    }

    // A build writes each on one line.
    private static IEnumerable<string> Build()
    {
        yield return OfTargets("DBG7019");
    }

    private static string OfTargets(string code)
    {
        XElement error = XDocument.Parse(Repository.Read("NUnit.DbGuard/build/NUnit.DbGuard.targets")).Descendants("Error").Single(error => error.Attribute("Code")?.Value == code);
        return $"{code}: {error.Attribute("Text")!.Value}"
            .Replace("$(MSBuildProjectName)", "Shop.Tests", StringComparison.Ordinal)
            .Replace("%(_DbGuardUnfit.Identity)", "Npgsql", StringComparison.Ordinal)
            .Replace("%(_DbGuardUnfit.NuGetPackageVersion)", "9.0.4", StringComparison.Ordinal)
            .Replace("%(_DbGuardUnfit.From)", "10.0.0", StringComparison.Ordinal)
            .Replace("%(_DbGuardUnfit.Below)", "11.0.0", StringComparison.Ordinal)
            .Replace(" Fix: ", "\n  Fix:   ", StringComparison.Ordinal)
            .Replace(" More: ", "\n  More:  ", StringComparison.Ordinal);
    }

    private static PostgresException Refusal(string state, string text) => new(text, "ERROR", "ERROR", state);

    private static DatabaseEngine Engine(string name)
    {
        Lazy<RunSettings> settings = new(static () => RunSettings.Read([], new Dictionary<string, string>()));
        TestDatabaseCatalog catalog = new(new DatabaseEngineContext(GuardSession.Current, settings));
        _ = catalog.AddSqlite(name, "Data Source=shop.db");
        return catalog.Find(name)!;
    }
}
