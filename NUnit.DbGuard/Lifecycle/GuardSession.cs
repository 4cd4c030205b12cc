using System.Diagnostics;
using System.Reflection;
using Microsoft.Data.Sqlite;
using NUnit.DbGuard.Access;
using NUnit.DbGuard.Commands;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Postgres.Databases;
using NUnit.DbGuard.Reporting;
using NUnit.DbGuard.Sqlite;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace NUnit.DbGuard.Lifecycle;

/// <summary>One test run in one process: who runs, which databases there are, and what to do around each test.</summary>
/// <remarks>
/// <see cref="Current"/> is the library's one static door. NUnit makes attributes itself and drivers publish their events to the
/// whole process, so neither can be handed a session.
/// </remarks>
internal sealed class GuardSession
{
    private readonly Lock _lock = new();
    private readonly EnvironmentOverrides _environment = new();
    private readonly UnattributedRefusals _unattributed = new();
    private TestScope[] _running = [];
    private DatabaseSetUpFixture? _setUpFixture;
    private TestDatabaseCatalog? _catalog;
    private DatabaseSetUpException? _catalogFailure;
    private Assembly? _testAssembly;
    private bool _installed;
    private bool _configuring;
    private bool _over;

    private GuardSession()
    {
        Gate = new AccessGate(this);
        Suites = new SuiteScopes(this);
    }

    public static GuardSession Current { get; } = new();

    public AccessGate Gate { get; }

    public SuiteScopes Suites { get; }

    /// <summary>Who counts what providers are asked to run.</summary>
    public CommandLog Commands { get; } = new();

    /// <summary>What suites and constructors were refused, until a test follows.</summary>
    public RefusalsForNextTest ForNextTest { get; } = new();

    /// <summary>What this run's report will say.</summary>
    public RunRecord Record { get; private set; } = new();

    /// <summary>SQLite's door; <see langword="null"/> until the guard is installed.</summary>
    public SqliteInterceptor? Sqlite { get; private set; }

    /// <summary>The tests that run now, in this process.</summary>
    public IReadOnlyList<TestScope> Running => Volatile.Read(ref _running);

    /// <summary>Closes access in this process; later calls do nothing.</summary>
    public void Install()
    {
        lock (_lock)
        {
            if (_installed)
            {
                return;
            }

            _installed = true;
        }

        Sqlite = SqliteGuard.Install(this);
        ProviderObservers.Subscribe(this);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => EndRun(isComplete: false);
    }

    /// <summary>Takes the set-up fixture that NUnit made, and asks it which databases there are.</summary>
    public void Adopt(DatabaseSetUpFixture fixture)
    {
        lock (_lock)
        {
            _over = false;
            if (_setUpFixture is null)
            {
                _setUpFixture = fixture;
                _testAssembly ??= fixture.GetType().Assembly;
            }
        }

        // An error is kept for the tests that need a database; the others run.
        _ = FindCatalog();
    }

    /// <summary>The databases.</summary>
    /// <exception cref="DatabaseSetUpException">DBG7001 to DBG7006.</exception>
    public TestDatabaseCatalog GetCatalog()
    {
        if (FindCatalog() is { } catalog)
        {
            return catalog;
        }

        throw (_catalogFailure ?? SetUpErrors.StillConfiguring()).For(testFullName: null);
    }

    /// <summary>The databases; <see langword="null"/> when they cannot be told.</summary>
    public TestDatabaseCatalog? FindCatalog()
    {
        lock (_lock)
        {
            // Configure() may touch a database by accident, which asks for the catalog again; so may work that outlives the run.
            if (_catalog is not null || _catalogFailure is not null || _configuring || _over)
            {
                return _catalog;
            }

            _configuring = true;
            try
            {
                _catalog = Sqlite is null
                    ? throw SetUpErrors.NotInstalled(_testAssembly?.GetName().Name ?? "The test assembly")
                    : Configure(_setUpFixture ??= SetUpFixtureFinder.Create(_testAssembly));
            }
            catch (DatabaseSetUpException failure)
            {
                _catalogFailure = failure;
            }
            finally
            {
                _configuring = false;
            }

            return _catalog;
        }
    }

    public DatabaseEngine? FindSqlite(string fullPath) => FindCatalog()?.Engines.FirstOrDefault(engine => engine is SqliteEngine sqlite && sqlite.Owns(fullPath));

    /// <summary>Whether tests that run at the same time work in PostgreSQL databases of their own, so that a connection may lead to another's.</summary>
    public bool AreWorkersApart { get; set; }

    /// <summary>The PostgreSQL databases that there are.</summary>
    public IReadOnlyList<PostgresEngine> PostgresEngines => [.. FindCatalog()?.Engines.OfType<PostgresEngine>() ?? []];

    /// <summary>The PostgreSQL databases that a connection may go to. While one is made, that one is asked first, because a run's catalog may still be in the making.</summary>
    public IReadOnlyList<PostgresEngine> FindPostgres(string database, string? host = null, int port = 0) =>
        FlowState.Current?.Creation?.Engine is PostgresEngine creating && creating.IsReachedBy(database, host, port)
            ? [creating]
            : [.. PostgresEngines.Where(engine => engine.IsReachedBy(database, host, port))];

    /// <summary>Makes the databases that a suite's one-time set-up may open, before it runs.</summary>
    /// <remarks>
    /// Microsoft.Data.Sqlite holds a pool's lock while a connection opens. Made there, a database would be waited for under that lock by
    /// other threads, while its schema and seed may need the pools themselves.
    /// </remarks>
    public void PrepareSuite(ITest suite)
    {
        if (suite is not TestSuite { OneTimeSetUpMethods.Length: > 0 })
        {
            return;
        }

        DatabaseMark mark = MarkReader.For(suite);
        foreach (DatabaseEngine engine in FindCatalog()?.Engines.Where(engine => engine.IsOpenedBy(mark)) ?? [])
        {
            try
            {
                engine.EnsureCreated();
            }
            catch (DatabaseGuardException)
            {
                // It is kept, and fails what needs the database.
            }
        }
    }

    public void BeginTest(ITest test)
    {
        TestScope scope = new(this, test, MarkReader.For(test));
        lock (_lock)
        {
            _testAssembly ??= AssemblyOf(test);
            Volatile.Write(ref _running, [.. _running, scope]);
            _over = false;
        }

        FlowState.EnterTest(scope);
        try
        {
            Prepare(scope);
            scope.Statements.PlacesAll = CommandBudget.LimitsRepeats(test) || Settings is { DebugSql: true } or { MaxRepeats: not null };
        }
        finally
        {
            scope.Clock.BodyBegins();
        }
    }

    public void EndTest()
    {
        if (FlowState.Current?.Test is not { } scope)
        {
            return;
        }

        scope.Clock.BodyEnds();
        TestExecutionContext context = TestExecutionContext.CurrentContext;
        try
        {
            bool hasFailed = scope.HasViolations || context.CurrentResult.ResultState.Status == TestStatus.Failed;
            ScopeReport report = scope.End(_catalog?.Context.FirstFailure.TryTake(scope, context.CurrentResult) == true, tellsChanges: hasFailed);
            OpenCommands.Tell(scope, report);
            CommandBudget.Judge(scope, Settings?.MaxRepeats, report);
            TestReporter.Report(scope, report, context, showsSql: Settings?.DebugSql == true);
        }
        finally
        {
            FlowState.LeaveTest();
            lock (_lock)
            {
                Volatile.Write(ref _running, [.. _running.Where(other => !ReferenceEquals(other, scope))]);
            }

            scope.Run.Finish(scope, context.CurrentResult.ResultState.Status, context.CurrentRepeatCount > 0, scope.Statements.Count, scope.Statements.Time);
        }
    }

    /// <summary>Keeps a refusal that no running test can be charged with; the end of the run tells of it.</summary>
    public DatabaseAccessBlockedException RecordForRun(DatabaseAccessBlockedException refusal)
    {
        _unattributed.Add(refusal);
        return refusal;
    }

    public TestDatabase GetDatabase(string name)
    {
        if (FlowState.Current?.Creation is { } creation && (creation.Engine.Name == name || creation.Engine.OtherNames.Any(other => other.Name == name)))
        {
            return creation.Database;
        }

        DatabaseEngine engine = GetCatalog().Get(name);
        AccessRequest request = new("TestDatabases", $"Get(\"{name}\")", engine, AsksWhere: true);
        _ = Gate.Demand(request);
        return new TestDatabase(engine, () =>
        {
            AccessGrant grant = Gate.Demand(new AccessRequest("TestDatabases", $"ConnectionString of '{name}'", engine, AsksWhere: true));
            return grant.Creation?.ConnectionString ?? engine.ConnectionStringOf(grant.Scope!.LeaseOf(engine));
        });
    }

    public AccessFrame Allow(string[] databases)
    {
        TestDatabaseCatalog catalog = GetCatalog();
        foreach (string name in databases)
        {
            if (name != DatabaseMark.AllDatabases)
            {
                _ = catalog.Get(name);
            }
        }

        HashSet<string>? names = databases.Length == 0 || databases.Contains(DatabaseMark.AllDatabases) ? null : [.. databases];
        SubjectKind subject = Subject.Find(this).Kind;
        return AccessFrame.PushAllow(names, subject is SubjectKind.Outside or SubjectKind.BeforeTest ? new StandaloneScope() : null);
    }

    public AccessFrame Block()
    {
        CloseIdleConnections();
        return AccessFrame.PushBlock();
    }

    /// <summary>The databases that are being made now.</summary>
    public CreationsInProgress Creations { get; } = new();

    /// <summary>Closes pooled connections that nobody uses: opening one again would reach no provider, and so would be refused only at its first command.</summary>
    /// <remarks>Not while a database is made: a thread may hold a pool's lock until it is there, and its schema or seed may need the pools.</remarks>
    public void CloseIdleConnections()
    {
        if (Sqlite is not null && FlowState.Current?.Creation is null && Creations.WaitForNone())
        {
            SqliteConnection.ClearAllPools();
        }
    }

    /// <summary>Removes what must not outlive the run. A later run in the same process starts anew.</summary>
    /// <param name="isComplete">Whether NUnit has come to its end; otherwise the process ends before.</param>
    public void EndRun(bool isComplete = true)
    {
        TestDatabaseCatalog? catalog;
        Assembly? assembly;
        bool isOverAlready;
        lock (_lock)
        {
            assembly = _testAssembly;
            _testAssembly = null;
            isOverAlready = _over;
            catalog = _catalog;
            _over = true;
            _catalog = null;
            _catalogFailure = null;
            _setUpFixture = null;
            AreWorkersApart = false;
        }

        foreach (DatabaseAccessBlockedException refusal in ForNextTest.TakeAll())
        {
            _unattributed.Add(refusal);
        }

        EndOfRun.Do(
        [
            Suites.EndAll,
            .. (catalog?.Engines ?? []).Select(static engine => (Action)engine.EndRun),
            () => catalog?.Context.Gateway.Dispose(),
            () => catalog?.Context.Server.Dispose(),
            _environment.Restore,
            _unattributed.Tell,
            () => Report(catalog, assembly, isComplete, isOverAlready),
        ]);
    }

    /// <summary>Whether any tests of this run may run at the same time: NUnit has several workers, and a test is marked for them.</summary>
    /// <remarks>On no test's flow, NUnit's workers are not known, and a test's mark is enough.</remarks>
    public bool HasParallelTests()
    {
        TestExecutionContext context = TestExecutionContext.CurrentContext;
        return context is TestExecutionContext.AdhocContext
            ? Running is [{ } running, ..] && ParallelWorkers.AreUsedIn(running.Test)
            : context is { CurrentTest: { } test, Dispatcher.LevelOfParallelism: > 1 } && ParallelWorkers.AreUsedIn(test);
    }

    /// <summary>Whether any mark in this run, of a test or suite, has a property; where no test is known, there may be one.</summary>
    public bool HasMark(Func<DatabaseMark, bool> predicate)
    {
        TestExecutionContext context = TestExecutionContext.CurrentContext;
        ITest? test = context is TestExecutionContext.AdhocContext ? (Running is [{ } running, ..] ? running.Test : null) : context.CurrentTest;
        return test is null || MarkReader.AnyInRunOf(test, predicate);
    }

    /// <summary>Whether other tests may run at the same time as a scope's.</summary>
    public bool RunsBesideOthers(DatabaseScope scope) => scope.IsOnParallelWorker || Running.Count > 1;

    // Read when the first database is made.
    private RunSettings? Settings => _catalog?.Context.Settings is { IsValueCreated: true } settings ? settings.Value : null;

    private TestDatabaseCatalog Configure(DatabaseSetUpFixture fixture)
    {
        SetUpFixtureFinder.Check(fixture.GetType());
        Lazy<RunSettings> settings = new(static () => RunSettings.Read(Parameters(), Environment.GetEnvironmentVariables()));
        TestDatabaseCatalog catalog = new(new DatabaseEngineContext(this, settings));
        try
        {
            fixture.CallConfigure(catalog);
        }
        catch (DatabaseSetUpException)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever the user's code throws is the cause that every test reports.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            throw SetUpErrors.ConfigureFailed(fixture.GetType().FullName!, cause);
        }

        foreach (DatabaseEngine engine in catalog.Engines)
        {
            engine.Expose(_environment);
        }

        return catalog;
    }

    private void Prepare(TestScope scope)
    {
        if (Suites.Any || RunsBesideOthers(scope))
        {
            // A pooled connection is bound to the copy it was opened on: none may wander from a suite or a test to another.
            Suites.EndThoseThatAreOver();
            long start = Stopwatch.GetTimestamp();
            _ = Creations.WaitForNone();
            scope.Clock.AddPreparing(Stopwatch.GetTimestamp() - start);
            CloseIdleConnections();
        }

        ForNextTest.MoveTo(scope);
        if (scope.Mark.IsOpen)
        {
            try
            {
                CreateDatabases(scope);
            }
            catch (DatabaseGuardException failure)
            {
                throw failure.For(scope.Name);
            }
        }
    }

    // What comes after the end of a run belongs to none, and is forgotten.
    private void Report(TestDatabaseCatalog? catalog, Assembly? assembly, bool isComplete, bool isOverAlready)
    {
        RunRecord record = Record;
        Record = new RunRecord();
        if (catalog is not null && !isOverAlready)
        {
            RunSummary summary = record.Summarize(assembly?.GetName().Name, isComplete);
            RunReport.Tell(
                summary,
                () => catalog.Context.PlaceOfReport,
                static () => TestContext.CurrentContext.WorkDirectory,
                static text => TestContext.Progress.WriteLine(text),
                static text => TestContext.Error.WriteLine(text));
        }
    }

    private void CreateDatabases(TestScope scope)
    {
        TestDatabaseCatalog catalog = GetCatalog();
        if (scope.Mark.OpensAll)
        {
            foreach (DatabaseEngine engine in catalog.Engines)
            {
                engine.Admit(scope);
            }

            return;
        }

        foreach (string name in scope.Mark.Databases)
        {
            DatabaseEngine engine = catalog.Find(name)
                ?? throw SetUpErrors.UnknownDatabase(name, catalog.Engines.Select(static engine => engine.Name), scope.Name);
            engine.Admit(scope);
        }
    }

    private static Assembly? AssemblyOf(ITest test)
    {
        for (ITest? place = test; place is not null; place = place.Parent)
        {
            if (place is TestAssembly { Assembly: { } assembly })
            {
                return assembly;
            }
        }

        return test.TypeInfo?.Assembly;
    }

    private static IEnumerable<KeyValuePair<string, string>> Parameters() =>
        TestContext.Parameters.Names.Select(static name => KeyValuePair.Create(name, TestContext.Parameters[name] ?? string.Empty));
}
