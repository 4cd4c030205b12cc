using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using NUnit.DbGuard.Access;
using NUnit.DbGuard.EntityFrameworkCore;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Reporting;

namespace NUnit.DbGuard.Isolation;

/// <summary>One configured database: makes the baseline once, and leases it to the scopes of a run.</summary>
/// <remarks>
/// States: not created → created, or failed for good: the failure is kept, and every test that needs the database fails with it → over, from any of these.
/// Creation happens once, also when many tests start at once; what is over is neither created nor leased.
/// </remarks>
internal abstract class DatabaseEngine(DatabaseDefinition definition, DatabaseEngineContext context)
{
    private static readonly TimeSpan s_creationLimit = TimeSpan.FromSeconds(10);

    private readonly Lock _creation = new();
    private volatile bool _created;
    private volatile bool _isOver;
    private DatabaseGuardException? _failure;
    private DatabaseRelation? _relation;

    public string Name => Definition.Name;

    /// <summary>The connection string that holds outside of any test; a host that keeps it is led to the running test's database.</summary>
    public abstract string StableConnectionString { get; }

    /// <summary>Where the application has it, for messages: a file, or a database's name.</summary>
    public abstract string Target { get; }

    /// <summary>Whose databases it makes: <c>SQLite</c>.</summary>
    public abstract string Product { get; }

    public DatabaseDefinition Definition { get; } = definition;

    /// <summary>The database that this is another name of; itself if it is none's. All work and all data are the primary's.</summary>
    public DatabaseEngine Primary => Relation.Primary;

    /// <summary>The databases that are other names of this one.</summary>
    public IReadOnlyList<DatabaseEngine> OtherNames => Relation.OtherNames;

    protected bool IsPrimary => ReferenceEquals(Primary, this);

    protected DatabaseEngineContext Context { get; } = context;

    protected bool IsCreated => _created;

    // Asked for when all databases are named. Two threads may both make it: it is the same.
    private DatabaseRelation Relation => _relation ??= Context.Catalog?.Relations.Of(this) ?? new DatabaseRelation(this, [], [], Failure: null);

    /// <summary>Whether the application reaches one and the same database by both names.</summary>
    public abstract bool IsSameTargetAs(DatabaseEngine other);

    /// <summary>Whether a mark opens it. One for another name of it does: a connection tells where it goes, not by which name.</summary>
    public bool IsOpenedBy(DatabaseMark mark) => mark.Opens(Name) || OtherNames.Any(other => mark.Opens(other.Name));

    /// <summary>As <see cref="IsOpenedBy"/>, for a frame.</summary>
    public bool IsAllowedBy(AccessFrame frame) => frame.Allows(Name) || OtherNames.Any(other => frame.Allows(other.Name));

    /// <summary>Makes the baseline if that has not been done, and those of the databases that it depends on before.</summary>
    /// <exception cref="DatabaseGuardException">The creation failed, now or earlier, or the set-up fixture contradicts itself.</exception>
    /// <exception cref="DatabaseAccessBlockedException">DBG1004: the run has ended.</exception>
    public void EnsureCreated()
    {
        RefuseWhenOver();
        if (_created)
        {
            return;
        }

        if (Relation.Failure is { } impossible)
        {
            throw impossible.For(testFullName: null);
        }

        if (!IsPrimary)
        {
            Primary.EnsureCreated();
            return;
        }

        // Not under the lock below: two databases may wait for a third, never for each other.
        foreach (DatabaseEngine dependency in Relation.Dependencies)
        {
            try
            {
                dependency.EnsureCreated();
            }
            catch (DatabaseGuardException failure)
            {
                throw SetUpErrors.DependencyFailed(Name, dependency.Name, failure);
            }
        }

        long start = Stopwatch.GetTimestamp();
        try
        {
            Create();
        }
        finally
        {
            FlowState.Current?.Test?.Clock.AddPreparing(Stopwatch.GetTimestamp() - start);
        }
    }

    /// <summary>Gives a scope the use of the database, from the baseline or from what the suite below has made of it.</summary>
    /// <remarks>It is the primary's to give: a scope has one lease, by whichever name it works.</remarks>
    public DatabaseLease Lease(DatabaseScope scope, DatabaseLease? below, bool isByStable)
    {
        EnsureCreated();
        if (scope is not TestScope { Clock: { } clock })
        {
            return CreateLease(scope, below, isByStable);
        }

        long start = Stopwatch.GetTimestamp();
        try
        {
            return CreateLease(scope, below, isByStable);
        }
        finally
        {
            clock.AddLeasing(Stopwatch.GetTimestamp() - start);
        }
    }

    /// <summary>Makes the baseline for a test that is about to begin, if the database can serve it as its mark asks.</summary>
    /// <exception cref="DatabaseGuardException">The creation failed, now or earlier, or the mark asks for what the database cannot do.</exception>
    public virtual void Admit(TestScope scope) => EnsureCreated();

    /// <summary>Says that a scope, which was allowed to, is about to use the database. It may be said at every command, and by several threads at once.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="locator">The exact copy that it is about to use; <see langword="null"/>: that is not known.</param>
    /// <exception cref="DatabaseIsolationException">The copy is not the scope's.</exception>
    public virtual void Announce(DatabaseScope scope, string? locator)
    {
    }

    /// <summary>The test among <paramref name="candidates"/> that <paramref name="target"/> belongs to, if the target itself tells.</summary>
    public abstract TestScope? OwnerOf(string target, IReadOnlyList<TestScope> candidates);

    /// <summary>The connection string that leads to a lease's database by this name.</summary>
    public string ConnectionStringOf(DatabaseLease lease) => Definition.IsReadOnly ? ReadOnly(lease.ConnectionString) : lease.ConnectionString;

    public abstract DbConnection CreateConnection(string connectionString);

    /// <summary>Runs a script of one or more statements; an error says the line.</summary>
    public abstract void ExecuteScript(DbConnection connection, string sql);

    /// <summary>Sets the EF Core provider of a context whose user left that to us.</summary>
    public abstract void UseProvider(DbContextOptionsBuilder options, string connectionString);

    public TContext CreateContext<TContext>(string connectionString)
        where TContext : DbContext
    {
        DbContextSource source = Definition.Contexts.Concat(Primary.Definition.Contexts).FirstOrDefault(static source => source.ContextType == typeof(TContext))
            ?? DbContextSource.ByConvention<TContext>();
        return (TContext)source.Create(this, connectionString);
    }

    /// <summary>Sets the configuration keys that hosts under test read.</summary>
    public virtual void Expose(EnvironmentOverrides environment)
    {
        foreach (string key in Definition.ExposedKeys)
        {
            environment.Set(key.Replace(":", "__", StringComparison.Ordinal), StableConnectionString);
        }
    }

    /// <summary>Removes what must not outlive the run. Work that comes later is refused.</summary>
    public void EndRun()
    {
        _isOver = true;

        // What is half made cannot be taken away under who makes it, unless that one has no end.
        bool isMine = _creation.TryEnter(s_creationLimit);
        try
        {
            End();
        }
        finally
        {
            if (isMine)
            {
                _creation.Exit();
            }
        }
    }

    /// <summary>What <see cref="EndRun"/> does. It may be done twice.</summary>
    protected abstract void End();

    /// <exception cref="DatabaseAccessBlockedException">DBG1004: the run has ended.</exception>
    private void RefuseWhenOver()
    {
        if (_isOver)
        {
            throw AccessErrors.RunEnded(Name, FlowState.Current?.Test?.Name);
        }
    }

    /// <summary>A connection string whose connections can only read.</summary>
    protected abstract string ReadOnly(string connectionString);

    protected abstract DatabaseLease CreateLease(DatabaseScope scope, DatabaseLease? below, bool isByStable);

    /// <summary>Makes the baseline, or takes an earlier run's that still fits.</summary>
    /// <param name="watch">Is told what is done.</param>
    /// <returns>Which of them, and why.</returns>
    protected abstract DatabaseOrigin CreateBaseline(PreparationWatch watch);

    /// <summary>Runs the schema and seed steps on a new, empty database.</summary>
    protected void RunSteps(DatabaseCreation creation)
    {
        RunSettings settings = Context.Settings.Value;
        foreach (SchemaStep step in Definition.Steps)
        {
            creation.Watch?.Enter(step.Description);
            try
            {
                FlowState.RunCreation(creation, () => Synchronous.Wait(cancellationToken => step.ApplyAsync(creation, settings, cancellationToken)));
            }
            catch (DatabaseSetUpException)
            {
                throw;
            }
#pragma warning disable CA1031 // Whatever the user's code throws is the cause that every test reports.
            catch (Exception cause)
#pragma warning restore CA1031
            {
                throw SetUpErrors.StepFailed(Name, step.Description, cause);
            }
        }
    }

    private void Create()
    {
        lock (_creation)
        {
            if (_created)
            {
                return;
            }

            if (_failure is { } earlier)
            {
                throw earlier.For(testFullName: null);
            }

            RefuseWhenOver();
            Context.Session.Creations.Begin();
            using PreparationWatch watch = new(Name, Context.Time, Context.TellProgress);
            try
            {
                DatabaseOrigin origin = CreateBaseline(watch);
                _created = true;
                Report(watch, origin);
            }
            catch (DatabaseGuardException failure)
            {
                _failure = failure;
                watch.Fail();
                Report(watch, new DatabaseOrigin(OriginKind.Failed, Reason: failure.Code));
                throw;
            }
            finally
            {
                Context.Session.Creations.End();
            }
        }
    }

    private void Report(PreparationWatch watch, DatabaseOrigin origin)
    {
        watch.EndStep();
        Context.Record.Add(new PreparedDatabase(Name, [.. OtherNames.Select(static other => other.Name)], Product, origin, watch.Elapsed, watch.Steps));
    }
}
