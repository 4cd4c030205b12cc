using System.Data.Common;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NUnit.DbGuard.Access;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Postgres.Server;
using NUnit.DbGuard.Reporting;

namespace NUnit.DbGuard.Postgres.Databases;

/// <summary>One configured PostgreSQL database: makes, reuses and drops its test database, and hands it to what isolates the scopes of the run.</summary>
/// <remarks>
/// <para>States: not created → being made (schema and seed reach the server directly) → ready (only the isolation connects to it) → ended: dropped, or kept for
/// the next run.</para>
/// <para>From the choice of its name to the end of the run, the session of <see cref="MaintenanceConnection"/> holds the lock of the test database. It ends with the
/// process, so a database whose lock is free is nobody's.</para>
/// </remarks>
internal sealed class PostgresEngine : DatabaseEngine
{
    // What .NET's hosts take the name of their environment from.
    private static readonly string[] s_environmentVariables = ["ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT"];

    private readonly NpgsqlConnectionStringBuilder? _given;
    private readonly Func<string, IPostgresIsolation> _isolate;
    private readonly PostgresLimits _limits;
    private PostgresServerAddress? _address;
    private MaintenanceConnection? _connection;
    private DatabaseAdministration? _administration;
    private EnvironmentOverrides? _environment;
    private volatile WorkerDatabases? _databases;
    private volatile string? _testDatabase;
    private volatile string? _announced;
    private DatabaseMarker? _kept;
    private TestClones? _clones;

    /// <param name="definition">What the set-up fixture says of the database.</param>
    /// <param name="connectionString">Names the server and the database; <see langword="null"/>: the run's server, and the name in the catalog.</param>
    /// <param name="context">What the databases of the run share.</param>
    /// <param name="isolate">Makes the isolation from the direct connection string of the ready baseline.</param>
    /// <param name="limits">How long to wait.</param>
    /// <exception cref="DatabaseSetUpException">DBG7030: the connection string is none.</exception>
    public PostgresEngine(
        DatabaseDefinition definition, string? connectionString, DatabaseEngineContext context, Func<string, IPostgresIsolation> isolate, PostgresLimits? limits = null)
        : base(definition, context)
    {
        _isolate = isolate;
        _limits = limits ?? PostgresLimits.Default;
        string problem = string.Empty;
        _given = connectionString is null ? null : PostgresConnectionString.TryParse(connectionString, out problem);
        if (problem.Length > 0)
        {
            throw PostgresDatabaseErrors.BadConnectionString(definition.Name, problem);
        }

        Database = _given?.Database is { Length: > 0 } named ? named : definition.Name;
    }

    /// <summary>The database's name as the application knows it; the test database's is made from it.</summary>
    public string Database { get; }

    /// <summary>Makes the connection string that clients will use, from the direct one and the name for them; <see langword="null"/>: that is not known before.</summary>
    public Func<string, string, string>? ForClients { get; init; }

    /// <summary>What clients of the main database use, as they were told before it was made; <see langword="null"/>: nobody was told, or it is another that is made.</summary>
    public string? ForClientsOfMain => _databases is not null ? null : _announced ?? (Definition.IsExisting ? FindForClients() : null);

    /// <summary>The test database on the server, from the moment it has a name.</summary>
    public string? ServerDatabase => _testDatabase;

    /// <summary>What the isolation's clients use, once the baseline is there; before, nobody is to connect.</summary>
    public override string StableConnectionString =>
        !IsPrimary ? (Definition.IsReadOnly ? ReadOnly(Main.StableConnectionString) : Main.StableConnectionString)
        : _databases?.Main.Isolation.ConnectionString ?? _announced ?? $"Database={Quoted(NameOnServer(string.Empty, 1))}";

    public override string Target => Database;

    public override string Product => "PostgreSQL";

    // What its other names stand for.
    private PostgresEngine Main => (PostgresEngine)Primary;

    public override bool IsSameTargetAs(DatabaseEngine other) =>
        other is PostgresEngine postgres
        && Database == postgres.Database && Normalized(_given?.Host) == Normalized(postgres._given?.Host) && (_given?.Port ?? 0) == (postgres._given?.Port ?? 0)
        && NameOnServer(string.Empty, 1) == postgres.NameOnServer(string.Empty, 1);

    /// <summary>Whether a connection goes to this database: straight to the server while it is made, through the isolation afterwards.</summary>
    /// <param name="database">The connection's database.</param>
    /// <param name="host">The connection's host; <see langword="null"/>: not known.</param>
    /// <param name="port">The connection's port.</param>
    public bool IsReachedBy(string database, string? host, int port) =>
        FlowState.Current?.Creation is { } creation && ReferenceEquals(creation.Engine, this) ? database == creation.Target
        : Main._databases is { } databases ? databases.All.Any(one => one.IsReachedBy(database, host, port))
        : Main._announced is { } announced && WorkerDatabase.IsReached(new NpgsqlConnectionStringBuilder(announced), database, host, port);

    /// <summary>Whether a database is one worker's, and not the main one to which all may come.</summary>
    public bool IsOfOneWorker(string nameForClients) => Main._databases is { AreCopied: true } databases && !databases.IsMain(nameForClients);

    public override void Announce(DatabaseScope scope, string? locator)
    {
        if (Main._databases is null && FlowState.Current?.Creation is null)
        {
            // A host knows the way before there is anything at its end.
            EnsureCreated();
        }

        if (Main._databases is not { } databases)
        {
            return;
        }

        // A pooled connection does not tell where it leads: to the one place to which all may have the way, unless the scope has asked for its own.
        DatabaseLease lease = scope.FindLease(Main) ?? scope.LeaseOf(Main, isByStable: locator is null || databases.IsMain(locator));
        if (locator is not null)
        {
            databases.Check(scope, (PostgresLease)lease, locator);
        }
    }

    /// <summary>Says where the work of a scope has gone, after it was done.</summary>
    public void Observe(DatabaseScope scope, string nameForClients)
    {
        if (Main._databases is { } databases && scope.FindLease(Main) is PostgresLease lease)
        {
            databases.CheckAfterwards(scope, lease, nameForClients);
        }
    }

    public override void Admit(TestScope scope)
    {
        RefuseWhatWouldStay(scope);
        EnsureCreated();
    }

    /// <summary>Keys are set at once where a test of the run needs the database, because hosts are started before it: the gateway is there when the database is not.</summary>
    public override void Expose(EnvironmentOverrides environment)
    {
        _environment = environment;
        if (Definition.ExposedKeys.Count > 0 && Context.HasMark(Main.IsOpenedBy) && (Main._announced ??= Main.FindForClients()) is not null)
        {
            ExposeNow();
        }
    }

    public override TestScope? OwnerOf(string target, IReadOnlyList<TestScope> candidates) =>
        Main._databases?.OwnerOf(target) is TestScope owner && candidates.Contains(owner) ? owner : null;

    public override DbConnection CreateConnection(string connectionString) => new NpgsqlConnection(connectionString);

    public override void ExecuteScript(DbConnection connection, string sql) => PostgresScript.Execute((NpgsqlConnection)connection, sql);

    public override void UseProvider(DbContextOptionsBuilder options, string connectionString)
    {
        const string extensions = "Microsoft.EntityFrameworkCore.NpgsqlDbContextOptionsBuilderExtensions, Npgsql.EntityFrameworkCore.PostgreSQL";
        MethodInfo? method = Type.GetType(extensions)?.GetMethods(BindingFlags.Public | BindingFlags.Static).FirstOrDefault(static method =>
            method is { Name: "UseNpgsql", IsGenericMethod: false }
            && method.GetParameters() is [{ } first, { } second, _]
            && first.ParameterType == typeof(DbContextOptionsBuilder)
            && second.ParameterType == typeof(string));
        if (method is null)
        {
            throw SetUpErrors.NoContext(
                options.Options.ContextType.Name,
                "Npgsql.EntityFrameworkCore.PostgreSQL is not referenced",
                "add that package, or use UseDbContext((options, connectionString) => …) and set the provider there.");
        }

        _ = method.Invoke(null, [options, connectionString, null]);
    }

    protected override void End()
    {
        IReadOnlyList<WorkerDatabase> databases = _databases?.Close() ?? [];
        _databases = null;
        List<Action> steps = [];
        foreach (WorkerDatabase one in databases)
        {
            bool isAtBaseline = false;
            steps.Add(() => isAtBaseline = one.Kept is null || one.Isolation.Restore());
            steps.Add(one.Isolation.Dispose);
            steps.Add(() => Leave(one.Path, one.Kept, isAtBaseline));
        }

        if (_clones is { } clones)
        {
            steps.Add(clones.Dispose);
        }

        if (_testDatabase is { } path && !databases.Any(one => one.Path == path))
        {
            // Nobody has worked in it, or it did not come so far.
            steps.Add(() => Leave(path, _kept, isAtBaseline: true));
        }

        steps.Add(() =>
        {
            _kept = null;
            _clones = null;
            _testDatabase = null;
            _administration = null;
            _connection?.Dispose();
            _connection = null;
        });
        EndOfRun.Do(steps);
    }

    protected override string ReadOnly(string connectionString)
    {
        NpgsqlConnectionStringBuilder builder = new(connectionString);
        builder.Options = $"{builder.Options} -c default_transaction_read_only=on".TrimStart();
        return builder.ConnectionString;
    }

    protected override DatabaseLease CreateLease(DatabaseScope scope, DatabaseLease? below, bool isByStable)
    {
        RefuseWhatWouldStay(scope);
        DatabaseIsolation isolation = MarkOf(scope) is { } mark && IsOpenedBy(mark) ? mark.Isolation : DatabaseIsolation.Rollback;
        return _databases is { } databases ? databases.Lease(scope, below, isByStable, isolation) : throw AccessErrors.RunEnded(Name, scope.Name);
    }

    protected override DatabaseOrigin CreateBaseline(PreparationWatch watch)
    {
        RunSettings settings = Context.Settings.Value;
        if (Definition.IsExisting)
        {
            watch.Enter("connecting to it");
            TakeExisting(settings);
            return new DatabaseOrigin(OriginKind.Existing, Database);
        }

        watch.Enter("reaching its server");
        PostgresServerAddress address = _address = AddressIn(settings);
        MaintenanceConnection connection = _connection = MaintenanceConnection.Open(Name, address, _limits);
        DatabaseAdministration administration = new(Name, connection, _limits);
        bool isReused;
        string? reason;
        bool mayBeKept = settings.ReuseDatabase && !address.IsThrowAway;
        string? template = Definition.Template is { } source ? administration.StateOf(source) : null;
        DatabaseMarker marker = new(
            DatabaseMarkerState.Creating,
            mayBeKept,
            mayBeKept ? FlowFingerprint(settings, connection.ServerVersion, template, FindEarlier(administration, settings)) : BaselineFingerprint.None);
        if (settings.ReuseDatabase && address.IsThrowAway)
        {
            Tell("it is not kept, because its throw-away server ends with the run; for reuse-db, name a server by the setting 'postgres'.");
        }

        watch.Enter("making room for it");
        using (connection.LockCreation())
        {
            (string path, MarkedDatabase? found) = TakeName(connection, administration, settings.Suffix);
            (isReused, reason) = TakeEarlier(administration, path, found, settings, marker);
            _testDatabase = path;
            _administration = administration;
            if (!address.IsThrowAway)
            {
                foreach (string left in administration.Sweep())
                {
                    Tell($"{left}, was dropped.");
                }
            }

            if (!isReused)
            {
                watch.Enter(template is null ? "creating it" : "copying its template");
                administration.Create(path, marker, Definition);
            }
        }

        if (!isReused)
        {
            MakeBaseline(administration, _testDatabase, marker, watch);
        }

        DatabaseOrigin origin = new(isReused ? OriginKind.Reused : OriginKind.Created, address.IsThrowAway ? $"{_testDatabase} on a throw-away server" : _testDatabase, reason);
        _kept = mayBeKept ? marker with { State = DatabaseMarkerState.Ready } : null;
        bool keepsFailure = settings.KeepDatabase && !address.IsThrowAway;
        if (settings.KeepDatabase && address.IsThrowAway)
        {
            Tell("what a failing test leaves in it is not kept, because its throw-away server ends with the run; for keep-db, name a server by the setting 'postgres'.");
        }

        bool areApart = AreApart;
        BaselineDatabase baseline = new(_testDatabase, marker, Definition.Owner);
        Func<DatabaseAdministration, FailedStates>? failedOf = keepsFailure
            ? by => new FailedStates(by, number => NameOnServer(settings.Suffix.Length > 0 ? $"{settings.Suffix}_failed" : "failed", number))
            : null;
        _clones = Context.HasMark(mark => mark.Isolation != DatabaseIsolation.Rollback && IsOpenedBy(mark))
            ? new TestClones(Name, baseline, address, _limits, number => NameOnServer(settings.Suffix, 1, clone: number), failedOf, Tell) { NotFlushed = Definition.NotFlushed }
            : null;
        if (areApart || keepsFailure)
        {
            // A database that is kept for somebody to look at is replaced by another copy.
            WorkerCopies copies = new(connection, administration, baseline, (worker, number) => NameOnServer(settings.Suffix, number, worker), ContentsOf, Tell);
            FailedStates? failed = failedOf?.Invoke(administration);
            Open(new WorkerDatabases(Name, MakeCopy(copies, ParallelWorkers.None, failed), areApart ? worker => MakeCopy(copies, worker, failed) : null));
            Context.Session.AreWorkersApart |= areApart;
            return origin;
        }

        _clones?.KeepSource();
        IPostgresIsolation isolation = Isolate(address.Direct(_testDatabase));
        isolation.Clones = _clones;
        WorkerDatabase only = new(ParallelWorkers.None, _testDatabase, _kept, isolation);
        if (mayBeKept)
        {
            // From here on only an orderly end, which puts back what no rollback reaches, makes it one to start from.
            _administration.Mark(_testDatabase, marker with { State = DatabaseMarkerState.Dirty });
        }

        Open(new WorkerDatabases(Name, only, copy: null));
        return origin;
    }

    private static string? Normalized(string? host) => host?.ToUpperInvariant() is "127.0.0.1" or "::1" ? "LOCALHOST" : host?.ToUpperInvariant();

    private static string Quoted(string value) => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static DatabaseMark? MarkOf(DatabaseScope scope) =>
        scope is TestScope test ? test.Mark : scope is SuiteScope suite ? MarkReader.For(suite.Suite) : null;

    // Neither marked nor locked: it may be anybody's. What isolates its tests only reads it, outside of their transactions.
    private void TakeExisting(RunSettings settings)
    {
        if (Definition.OfMadeOnly is { } more)
        {
            throw SetUpErrors.ExistingWith(Name, more);
        }

        if (_given is null && settings.Postgres is null)
        {
            throw PostgresDatabaseErrors.NoExisting(Name);
        }

        PostgresServerAddress address = AddressIn(settings);
        try
        {
            using (OwnWork.Enter())
            {
                using NpgsqlConnection connection = new(address.Own(Database, PostgresServerAddress.OwnName, _limits.Statement));
                connection.Open();
            }
        }
        catch (Exception cause) when (cause is NpgsqlException or TimeoutException or IOException)
        {
            throw PostgresDatabaseErrors.ExistingNotOpened(Name, Database, address.Shown, cause);
        }

        Open(new WorkerDatabases(Name, new WorkerDatabase(ParallelWorkers.None, Database, kept: null, Isolate(address.Direct(Database))), copy: null));
        _testDatabase = Database;
    }

    private PostgresServerAddress AddressIn(RunSettings settings)
    {
        PostgresServerAddress address = PostgresServerAddress.Of(Name, _given, settings.Postgres, Context.Server);
        if (!address.IsThrowAway && !settings.AllowProduction)
        {
            foreach (string variable in s_environmentVariables)
            {
                if (Context.Variable(variable) is { } value && value.Trim().Equals("Production", StringComparison.OrdinalIgnoreCase))
                {
                    throw PostgresDatabaseErrors.LooksLikeProduction(Name, address.Shown, variable, value);
                }
            }
        }

        return address;
    }

    private WorkerDatabase MakeCopy(WorkerCopies copies, int worker, FailedStates? failed)
    {
        (string path, DatabaseMarker? kept) = copies.Make(worker);
        IPostgresIsolation isolation;
        try
        {
            isolation = Isolate(_address!.Direct(path));
        }
        catch
        {
            copies.GiveUp(path, kept);
            throw;
        }

        isolation.Clones = _clones;
        isolation.Keep = failed is null ? null : test => KeepFailure(copies, failed, path, test);
        return new WorkerDatabase(worker, path, kept, isolation);
    }

    private string KeepFailure(WorkerCopies copies, FailedStates failed, string path, string test)
    {
        string name = string.Empty;
        return copies.Replace(path, () => name = failed.Take(path, test)) is { } failure
            ? IsolationErrors.NotKept(Name, test, failure.Message)
            : IsolationErrors.Kept(Name, test, $"{name}, until another failure is kept", _address!.ShellTo(name));
    }

    private void Leave(string path, DatabaseMarker? kept, bool isAtBaseline)
    {
        if (_administration is not { } administration || _address is not { IsThrowAway: false })
        {
            return;
        }

        try
        {
            if (kept is null)
            {
                administration.Drop(path, Tell);
            }
            else if (isAtBaseline)
            {
                administration.Mark(path, kept with { Contents = ContentsWhenAlone(administration, path) });
            }
        }
        catch (DatabaseSetUpException failure)
        {
            // Every test has its result already; the next run drops what is left.
            Tell($"{path} is left on the server, because it could not be dropped:\n{failure.Message}");
        }
    }

    private void Open(WorkerDatabases databases)
    {
        _databases = databases;
        ExposeNow();
        foreach (PostgresEngine other in OtherNames.OfType<PostgresEngine>())
        {
            other.ExposeNow();
        }
    }

    private void RefuseWhatWouldStay(DatabaseScope scope)
    {
        if (Main.Definition.IsExisting && MarkOf(scope) is { } mark && IsOpenedBy(mark))
        {
            string? asked = mark.Isolation != DatabaseIsolation.Rollback ? $"Isolation = {mark.Isolation}" : mark.ResetSequences ? "ResetSequences" : null;
            if (asked is not null)
            {
                throw IsolationErrors.ExistingIsNotWritten(Name, scope.Name, asked);
            }
        }
    }

    private void ExposeNow()
    {
        if (_environment is { } environment)
        {
            base.Expose(environment);
        }
    }

    // The name that it would have if no other run had it: for clients it keeps that. One that is used as it is has a name of its own for them: whoever asks for the real
    // name goes to the real database, and must be refused.
    private string? FindForClients()
    {
        if (ForClients is null)
        {
            return null;
        }

        try
        {
            RunSettings settings = Context.Settings.Value;
            string name = Definition.IsExisting ? $"existing_{Database}"
                : NameOnServer(settings.Suffix, 1, AreApart || (settings.KeepDatabase && (_given ?? (object?)settings.Postgres) is not null) ? ParallelWorkers.None : null);
            string direct = _given is null && settings.Postgres is null
                ? new NpgsqlConnectionStringBuilder { Username = PostgresServer.User }.ConnectionString
                : PostgresServerAddress.Of(Name, _given, settings.Postgres, Context.Server).Direct(name);
            return ForClients(direct, name);
        }
        catch (DatabaseSetUpException)
        {
            // The tests that need it are told.
            return null;
        }
    }

    private bool AreApart => !Definition.IsShared && Context.HasParallelTests();

    private string NameOnServer(string suffixOfRun, int number, int? worker = null, int? clone = null) =>
        TestDatabaseName.Of(Definition.TestName, Database, Definition.SuffixWith(suffixOfRun), number, worker, clone);

    // The first run has the plain name; those that begin while it lasts have a number.
    private (string Path, MarkedDatabase? Found) TakeName(MaintenanceConnection connection, DatabaseAdministration administration, string suffix)
    {
        string first = NameOnServer(suffix, 1);
        if (first == _given?.Database)
        {
            throw SetUpErrors.NameOfApplication(Name, first);
        }

        (string path, int number, MarkedDatabase? found) = administration.TakeName(
            number => NameOnServer(suffix, number), static (number, there) => number == 1 || DatabaseMarker.IsMarker(there.Comment));
        if (number > 1)
        {
            string holder = connection.HoldersOf(first) is [{ } other, ..] ? other.ToString() : "another run";
            Tell($"it is {path} in this run, because {first} is used by {holder}.");
        }

        return (path, found);
    }

    /// <summary>Takes what an earlier run has kept, or drops what is there to make room.</summary>
    /// <returns>Whether the earlier one is taken, and why not, where that was asked for.</returns>
    private (bool IsTaken, string? Reason) TakeEarlier(DatabaseAdministration administration, string path, MarkedDatabase? there, RunSettings settings, DatabaseMarker wanted)
    {
        if (there is not { } found)
        {
            if (!wanted.IsKept)
            {
                return (IsTaken: false, Reason: null);
            }

            const string none = "there is none yet";
            Tell($"it is made anew as {path}: {none}.");
            return (IsTaken: false, none);
        }

        DatabaseMarker earlier = administration.Read(found);
        string? whose = found.IsOfAnother(Definition.Owner) ? $"it belongs to user '{found.Owner}'" : null;
        if ((WhyNot(earlier, settings, wanted) ?? whose ?? (earlier.Contents is { } known ? DatabaseContents.FirstDifference(known, ContentsOf(path)) : null)) is not { } reason)
        {
            if (!wanted.Fingerprint.IsWrittenAs(earlier.Fingerprint))
            {
                administration.Mark(path, wanted with { State = DatabaseMarkerState.Ready, Contents = earlier.Contents });
            }

            Tell($"it is reused from {path}.");
            return (IsTaken: true, Reason: null);
        }

        Tell($"it is made anew as {path}: {reason}.");
        administration.Drop(path, Tell);
        return (IsTaken: false, reason);
    }

    private static string? WhyNot(DatabaseMarker earlier, RunSettings settings, DatabaseMarker wanted) =>
        earlier.State == DatabaseMarkerState.Creating ? "the run that was making it died"
        : !earlier.IsKept ? "the run that made it died"
        : earlier is { State: DatabaseMarkerState.Dirty, Fingerprint.Parts.Count: 0 } ? "its comment allows that"
        : earlier.State == DatabaseMarkerState.Dirty ? "the run that used it last did not end, and may have left its tests' work in it"
        : !wanted.IsKept ? "an earlier run has kept it, but reuse-db is not set now"
        : settings.CreateDatabase ? "create-db asks for it"
        : wanted.Fingerprint.FirstDifference(earlier.Fingerprint);

    private void MakeBaseline(DatabaseAdministration administration, string path, DatabaseMarker marker, PreparationWatch watch)
    {
        DatabaseCreation creation = new(this, _address!.Direct(path), path) { Watch = watch };
        RunSteps(creation);

        watch.Enter("making it ready for tests");

        // Connections that were opened by another connection string to the same database may be pooled.
        NpgsqlConnection.ClearAllPools();
        IReadOnlyList<DatabaseSession> left = administration.Clear(path);
        if (left.Count > 0)
        {
            Tell($"its schema or seed left {left.Count} connection(s) open, which were ended, and what was not committed is gone: {string.Join("; ", left)}.");
        }

        administration.Mark(path, marker with { State = DatabaseMarkerState.Ready, Contents = marker.IsKept ? ContentsWhenAlone(administration, path) : null });
    }

    private string? ContentsOf(string path) =>
        _connection is { CanTellContents: true } ? DatabaseContents.TryRead(_address!.Own(path, PostgresServerAddress.OwnName, _limits.Statement)) : null;

    // What a session has done counts when it has ended.
    private string? ContentsWhenAlone(DatabaseAdministration administration, string path) => administration.IsAlone(path) ? ContentsOf(path) : null;

    private IPostgresIsolation Isolate(string connectionString)
    {
        try
        {
            return _isolate(connectionString);
        }
        catch (Exception cause) when (cause is not DatabaseGuardException)
        {
            // Kept like any failure of the creation: another try would find this run's own lock in its way.
            throw SetUpErrors.StepFailed(Name, "what isolates its tests", cause);
        }
    }

    // Whichever database it is of: a step of its name and stamp has its hash.
    private BaselineFingerprint? FindEarlier(DatabaseAdministration administration, RunSettings settings) =>
        administration.Find(NameOnServer(settings.Suffix, 1)) is { Comment: { } comment } ? DatabaseMarker.TryRead(comment)?.Fingerprint : null;

    // Contexts are made for their model and scripts only, but their constructors are the user's code: no connection has this target.
    private BaselineFingerprint FlowFingerprint(RunSettings settings, string version, string? template, BaselineFingerprint? earlier)
    {
        BaselineFingerprint? fingerprint = null;
        try
        {
            DatabaseCreation creation = new(this, StableConnectionString, string.Empty);
            FlowState.RunCreation(
                creation, () => fingerprint = BaselineFingerprint.Of(this, Definition, settings, "the server's version", $"PostgreSQL {version}", template, earlier));
        }
        catch (Exception cause) when (cause is not DatabaseSetUpException)
        {
            throw SetUpErrors.StepFailed(Name, "its schema's description", cause);
        }

        return fingerprint!;
    }

    private void Tell(string text) => Context.Tell($"NUnit.DbGuard: database '{Name}': {text}");
}
