using System.Data.Common;
using System.Diagnostics;
using System.Reflection;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using NUnit.DbGuard.Commands;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Reporting;
using NUnit.Framework;
using SQLitePCL;

namespace NUnit.DbGuard.Sqlite;

/// <summary>One configured SQLite database: its baseline, and the copies of it that scopes work on.</summary>
/// <remarks>
/// There are as many copies as scopes have worked at the same time. The one used last is given out first, so a suite that runs one
/// test after the other works on one and the same copy throughout.
/// </remarks>
internal sealed class SqliteEngine : DatabaseEngine
{
    private readonly Lock _lock = new();
    private readonly SqliteConnectionStringBuilder _connectionString;
    private readonly SqliteRunDirectory _directory = new();
    private readonly Stack<SqliteCopy> _free = new();
    private readonly List<SqliteCopy> _all = [];
    private readonly Dictionary<SqliteLayer, IReadOnlyList<string>> _violations = new(ReferenceEqualityComparer.Instance);
    private string _baseline = string.Empty;
    private SqliteLayer _baseLayer = new([], 0);
    private int _number;

    public SqliteEngine(DatabaseDefinition definition, string connectionString, DatabaseEngineContext context)
        : base(definition, context)
    {
        try
        {
            _connectionString = new SqliteConnectionStringBuilder(connectionString);
        }
        catch (ArgumentException)
        {
            throw IsolationErrors.NoFile(definition.Name, "it does not parse");
        }

        Source = SqliteDataSource.Of(_connectionString);
        if (Source.IsPrivate)
        {
            throw IsolationErrors.NoFile(definition.Name, $"Data Source={_connectionString.DataSource}");
        }
    }

    /// <summary>The file that the code under test names.</summary>
    public SqliteDataSource Source { get; }

    public override string Target => Source.FullPath;

    /// <summary>What a test has left in its copy, against the baseline.</summary>
    public IReadOnlyList<LeftChanges> ChangesIn(SqliteCopy copy) => copy.ChangesSince(_baseline);

    public override string Product => "SQLite";

    public override string StableConnectionString => ConnectionStringTo(Source.FullPath);

    private SqliteInterceptor Interceptor => Context.Session.Sqlite!;

    /// <summary>Whether a path means this database: the configured file, or a copy that was handed out before.</summary>
    public bool Owns(string fullPath) =>
        string.Equals(fullPath, Source.FullPath, SqliteDataSource.PathComparison) || _directory.Contains(fullPath);

    public string ConnectionStringTo(string path, bool isPooled = true)
    {
        SqliteConnectionStringBuilder builder = new(_connectionString.ConnectionString) { DataSource = path };
        if (!isPooled)
        {
            builder.Pooling = false;
        }

        return builder.ConnectionString;
    }

    public override bool IsSameTargetAs(DatabaseEngine other) => other is SqliteEngine sqlite && sqlite.Source.SamePath(Source);

    public override TestScope? OwnerOf(string target, IReadOnlyList<TestScope> candidates)
    {
        if (!IsPrimary)
        {
            return Primary.OwnerOf(target, candidates);
        }

        SqliteCopy? copy;
        lock (_lock)
        {
            copy = _all.Find(copy => string.Equals(copy.Path, target, SqliteDataSource.PathComparison));
        }

        return copy?.Holder?.Scope is TestScope scope && candidates.Contains(scope) ? scope : null;
    }

    public override DbConnection CreateConnection(string connectionString) => new SqliteConnection(connectionString);

    public override void ExecuteScript(DbConnection connection, string sql)
    {
        sqlite3 database = ((SqliteConnection)connection).Handle!;
        ReadOnlySpan<byte> script = Encoding.UTF8.GetBytes(sql);
        ReadOnlySpan<byte> rest = script;
        while (!SqliteStatement.SkipBlank(rest).IsEmpty)
        {
            ReadOnlySpan<byte> statementText = SqliteStatement.SkipBlank(rest);
            int line = script[..^statementText.Length].Count((byte)'\n') + 1;
            int result = raw.sqlite3_prepare_v2(database, statementText, out sqlite3_stmt statement, out rest);
            using (statement)
            {
                while (result == raw.SQLITE_OK || result == raw.SQLITE_ROW)
                {
                    result = statement.IsInvalid ? raw.SQLITE_DONE : raw.sqlite3_step(statement);
                }
            }

            if (result != raw.SQLITE_DONE)
            {
                throw new SqliteException($"line {line}: {raw.sqlite3_errmsg(database).utf8_to_string()}", result);
            }
        }
    }

    public override void UseProvider(DbContextOptionsBuilder options, string connectionString)
    {
        const string extensions = "Microsoft.EntityFrameworkCore.SqliteDbContextOptionsBuilderExtensions, Microsoft.EntityFrameworkCore.Sqlite";
        MethodInfo? method = Type.GetType(extensions)?.GetMethods(BindingFlags.Public | BindingFlags.Static).FirstOrDefault(static method =>
            method is { Name: "UseSqlite", IsGenericMethod: false }
            && method.GetParameters() is [{ } first, { } second, _]
            && first.ParameterType == typeof(DbContextOptionsBuilder)
            && second.ParameterType == typeof(string));
        if (method is null)
        {
            throw SetUpErrors.NoContext(
                options.Options.ContextType.Name,
                "Microsoft.EntityFrameworkCore.Sqlite is not referenced",
                "add that package, or use UseDbContext((options, connectionString) => …) and set the provider there.");
        }

        _ = method.Invoke(null, [options, connectionString, null]);
    }

    /// <summary>Gives a lease a copy, taken to a layer.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="preferred">The copy that a connection of the lease's scope is open on.</param>
    public SqliteCopy Take(SqliteLease lease, SqliteLayer layer, SqliteCopy? preferred)
    {
        SqliteCopy? copy = TakeFree(preferred);
        while (copy is not null && !copy.TryRewind(layer))
        {
            Retire(copy);
            copy = TakeFree(preferred: null);
        }

        if (copy is null)
        {
            copy = CreateCopy();
            if (!copy.TryRewind(layer))
            {
                throw new UnreachableException("A new copy can be taken to any layer.");
            }
        }

        copy.Holder = lease;
        return copy;
    }

    /// <summary>Gives a lease a path without a file, after the code under test has deleted its copy.</summary>
    public SqliteCopy TakeVacant(SqliteLease lease)
    {
        SqliteCopy copy = SqliteCopy.Vacant(Interceptor.Native, NextPath(0), Interceptor.CloseNative);
        copy.Holder = lease;
        lock (_lock)
        {
            _all.Add(copy);
        }

        return copy;
    }

    /// <summary>Takes a copy back; the next lease starts from it.</summary>
    public void Release(SqliteCopy copy, SqliteLayer layer)
    {
        if (!copy.TryRewind(layer))
        {
            Retire(copy);
            return;
        }

        copy.Holder = null;
        lock (_lock)
        {
            _free.Push(copy);
        }
    }

    /// <summary>Takes free copies out of use on which a scope that is over has left connections open.</summary>
    public void RetireCopiesWithConnectionsOf(DatabaseScope scope)
    {
        List<SqliteCopy> left = [];
        lock (_lock)
        {
            SqliteCopy[] free = [.. _free.Reverse()];
            _free.Clear();
            foreach (SqliteCopy copy in free)
            {
                if (Array.Exists(copy.Live(), handle => ReferenceEquals(handle.Opener, scope)))
                {
                    left.Add(copy);
                }
                else
                {
                    _free.Push(copy);
                }
            }
        }

        left.ForEach(Retire);
    }

    /// <summary>Closes pooled connections: those on copies come back to them.</summary>
    public void CloseIdleConnections() => Context.Session.CloseIdleConnections();

    /// <summary>Takes a copy out of use for good.</summary>
    public void Retire(SqliteCopy copy)
    {
        copy.Holder = null;
        lock (_lock)
        {
            _ = _all.Remove(copy);
        }

        copy.Retire();
    }

    /// <summary>The foreign keys that a layer violates by itself.</summary>
    public IReadOnlyList<string> ForeignKeyViolationsOf(SqliteLayer layer)
    {
        lock (_lock)
        {
            if (_violations.TryGetValue(layer, out IReadOnlyList<string>? known))
            {
                return known;
            }
        }

        SqliteCopy copy = CreateCopy();
        try
        {
            _ = copy.TryRewind(layer);
            IReadOnlyList<string> violations = copy.ForeignKeyViolations();
            lock (_lock)
            {
                _violations[layer] = violations;
            }

            return violations;
        }
        finally
        {
            Retire(copy);
        }
    }


    // A creation that has failed leaves files too.
    protected override void End()
    {
        if (IsCreated)
        {
            SqliteConnection.ClearAllPools();
        }

        SqliteCopy[] all;
        lock (_lock)
        {
            all = [.. _all];
            _free.Clear();
        }

        EndOfRun.Do([.. all.Select(copy => (Action)(() => Retire(copy))), _directory.Delete]);
    }

    protected override string ReadOnly(string connectionString) =>
        new SqliteConnectionStringBuilder(connectionString) { Mode = SqliteOpenMode.ReadOnly }.ConnectionString;

    protected override DatabaseLease CreateLease(DatabaseScope scope, DatabaseLease? below, bool isByStable) =>
        new SqliteLease(this, scope, below is SqliteLease suite ? suite.Freeze() : _baseLayer);

    protected override DatabaseOrigin CreateBaseline(PreparationWatch watch)
    {
        RunSettings settings = Context.Settings.Value;
        RefuseWhatIsOfPostgresOnly();
        if (Definition is { IsExisting: true, OfMadeOnly: { } more })
        {
            throw SetUpErrors.ExistingWith(Name, more);
        }

        string path = KeptPath(settings.Suffix);
        SqliteBaselineFile kept = new(Name, path);
        if (!Definition.IsExisting)
        {
            kept.RemoveAbandoned();
        }

        if (!settings.ReuseDatabase || Definition.IsExisting)
        {
            Build(watch);
            return Definition.IsExisting ? new DatabaseOrigin(OriginKind.Existing, Source.FullPath) : new DatabaseOrigin(OriginKind.Created);
        }

        if (string.Equals(path, Source.FullPath, SqliteDataSource.PathComparison))
        {
            throw SetUpErrors.NameOfApplication(Name, path);
        }

        watch.Enter("comparing it with what an earlier run has kept");
        BaselineFingerprint? made = kept.Read();
        BaselineFingerprint wanted = FlowFingerprint(settings, made);
        string? difference = made is null ? "there is none yet" : settings.CreateDatabase ? "create-db asks for it" : wanted.FirstDifference(made);
        if (difference is null && TryAdopt(kept, wanted))
        {
            if (!wanted.IsWrittenAs(made!))
            {
                kept.Write(_baseline, wanted);
            }

            TestContext.Progress.WriteLine($"NUnit.DbGuard: database '{Name}' is reused from {kept.Path}.");
            return new DatabaseOrigin(OriginKind.Reused, kept.Path);
        }

        difference ??= "another run has replaced it";
        TestContext.Progress.WriteLine($"NUnit.DbGuard: database '{Name}' is made anew at {kept.Path}: {difference}.");
        Build(watch);
        kept.Write(_baseline, wanted);
        return new DatabaseOrigin(OriginKind.Created, kept.Path, difference);
    }

    private void RefuseWhatIsOfPostgresOnly()
    {
        string? what = Definition.Encoding is not null ? "choice of an encoding here"
            : Definition.Locale is not null ? "locales"
            : Definition.Owner is not null ? "owners"
            : Definition.Steps.Exists(static step => step is ExtensionsStep) ? "extensions that a database makes"
            : null;
        if (what is not null)
        {
            throw SetUpErrors.OfPostgresOnly(Name, what);
        }
    }

    // Contexts are made for their model and scripts only, but their constructors are the user's code.
    private BaselineFingerprint FlowFingerprint(RunSettings settings, BaselineFingerprint? earlier)
    {
        BaselineFingerprint? fingerprint = null;
        DatabaseCreation creation = new(this, StableConnectionString, PathIn(_directory.OnDisk()));
        string? template = Definition.Template is { } source ? new SqliteTemplate(Name, source).State() : null;
        try
        {
            FlowState.RunCreation(creation, () => fingerprint = BaselineFingerprint.Of(this, Definition, settings, "the database library", $"SQLite {raw.sqlite3_libversion().utf8_to_string()}", template, earlier));
        }
        catch (Exception cause) when (cause is not DatabaseSetUpException)
        {
            throw SetUpErrors.StepFailed(Name, "its schema's description", cause);
        }

        return fingerprint!;
    }

    // Another run may replace the kept file while this one works, so this one takes a copy of its own.
    private bool TryAdopt(SqliteBaselineFile kept, BaselineFingerprint wanted)
    {
        string path = Path.GetTempPath();
        try
        {
            path = PathIn(_directory.OnDisk());
            File.Copy(kept.Path, path);
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw IsolationErrors.NoCopy(Name, path, exception);
        }

        if (!kept.TryUnmark(path, wanted))
        {
            return false;
        }

        _baseline = path;
        AdoptBaseLayer();
        return true;
    }

    private void Build(PreparationWatch watch)
    {
        string path = Path.GetTempPath();
        try
        {
            // On disk: it is read once for each copy, and a memory file system may have no room for both.
            path = PathIn(_directory.OnDisk());
            DatabaseCreation creation = new(this, ConnectionStringTo(path, isPooled: false), path) { Watch = watch };

            if ((Definition.IsExisting ? Source.FullPath : Definition.Template) is { } template)
            {
                watch.Enter(Definition.IsExisting ? "copying it" : "copying its template");
                new SqliteTemplate(Name, template).CopyTo(path);
            }

            // An engine without any step still has a file.
            SqliteBypass.Open(path, SqliteOpenMode.ReadWriteCreate).Dispose();
            RunSteps(creation);
            watch.Enter("making it ready for tests");
            if (creation.OpenConnections > 0)
            {
                // By the application's own connection string; those made for the creation are not pooled.
                SqliteConnection.ClearAllPools();
            }

            if (creation.OpenConnections > 0)
            {
                throw SetUpErrors.OpenAfterCreation(Name, creation.OpenConnections);
            }

            using SqliteConnection connection = SqliteBypass.Open(path, SqliteOpenMode.ReadWrite);
            _ = connection.Scalar("PRAGMA journal_mode=DELETE");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw SetUpErrors.TemporaryNotWritable(Name, path, exception);
        }

        _baseline = path;
        AdoptBaseLayer();
    }

    // The first copy shows the state that every later one starts in as well.
    private void AdoptBaseLayer()
    {
        SqliteCopy first = CreateCopy();
        _baseLayer = first.Layer;
        lock (_lock)
        {
            _free.Push(first);
        }
    }

    private SqliteCopy CreateCopy()
    {
        string path = NextPath(new FileInfo(_baseline).Length);
        try
        {
            File.Copy(_baseline, path);
            SqliteCopy copy = SqliteCopy.Open(Interceptor.Native, path, Interceptor.CloseNative);
            if (_baseLayer.SchemaVersion != 0)
            {
                _ = copy.TryRewind(_baseLayer);
            }

            lock (_lock)
            {
                _all.Add(copy);
            }

            return copy;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SqliteException)
        {
            File.Delete(path);
            throw IsolationErrors.NoCopy(Name, path, exception);
        }
    }

    private SqliteCopy? TakeFree(SqliteCopy? preferred)
    {
        lock (_lock)
        {
            if (preferred is null || !_free.Contains(preferred))
            {
                return _free.TryPop(out SqliteCopy? last) ? last : null;
            }

            SqliteCopy[] others = [.. _free.Where(copy => !ReferenceEquals(copy, preferred)).Reverse()];
            _free.Clear();
            foreach (SqliteCopy other in others)
            {
                _free.Push(other);
            }

            return preferred;
        }
    }

    private string NextPath(long bytes) => PathIn(_directory.For(bytes));

    private string PathIn(string folder)
    {
        string safe = string.Concat(Name.Select(static character => char.IsAsciiLetterOrDigit(character) ? character : '_'));
        return Path.Combine(folder, $"{safe}-{Interlocked.Increment(ref _number)}.db");
    }

    private string KeptPath(string ofRun)
    {
        string folder = Path.GetDirectoryName(Source.FullPath)!;
        string given = Definition.TestName ?? $"test_{Path.GetFileName(Source.FullPath)}";
        string suffix = Definition.SuffixWith(ofRun);
        string extension = Path.HasExtension(given) ? Path.GetExtension(given) : Path.GetExtension(Source.FullPath);
        return Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(given)}{(suffix.Length > 0 ? "_" + suffix : string.Empty)}{extension}");
    }
}
