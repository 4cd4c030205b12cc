using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using NUnit.DbGuard.EntityFrameworkCore;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Lifecycle;

namespace NUnit.DbGuard.Isolation;

/// <summary>One configured database: makes the baseline once, and leases it to the scopes of a run.</summary>
/// <remarks>
/// States: not created → created, or failed for good: the failure is kept, and every test that needs the database fails with it.
/// Creation happens once, also when many tests start at once.
/// </remarks>
internal abstract class DatabaseEngine(DatabaseDefinition definition, DatabaseEngineContext context)
{
    private readonly Lock _creation = new();
    private volatile bool _created;
    private DatabaseGuardException? _failure;

    public string Name => Definition.Name;

    /// <summary>The connection string that holds outside of any test; a host that keeps it is led to the running test's database.</summary>
    public abstract string StableConnectionString { get; }

    protected DatabaseDefinition Definition { get; } = definition;

    protected DatabaseEngineContext Context { get; } = context;

    protected bool IsCreated => _created;

    /// <summary>Makes the baseline if that has not been done.</summary>
    /// <exception cref="DatabaseGuardException">The creation failed, now or earlier.</exception>
    public void EnsureCreated()
    {
        if (_created)
        {
            return;
        }

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

            Context.Session.Creations.Begin();
            try
            {
                CreateBaseline();
                _created = true;
            }
            catch (DatabaseGuardException failure)
            {
                _failure = failure;
                throw;
            }
            finally
            {
                Context.Session.Creations.End();
            }
        }
    }

    /// <summary>Gives a scope the use of the database, from the baseline or from what the suite below has made of it.</summary>
    public DatabaseLease Lease(DatabaseScope scope, DatabaseLease? below)
    {
        EnsureCreated();
        return CreateLease(scope, below);
    }

    /// <summary>Makes the baseline for a test that is about to begin, if the database can serve it as its mark asks.</summary>
    /// <exception cref="DatabaseGuardException">The creation failed, now or earlier, or the mark asks for what the database cannot do.</exception>
    public virtual void Admit(TestScope scope) => EnsureCreated();

    /// <summary>Says that a scope, which was allowed to, is about to use the database. It may be said at every command.</summary>
    public virtual void Announce(DatabaseScope scope)
    {
    }

    /// <summary>The test among <paramref name="candidates"/> that <paramref name="target"/> belongs to, if the target itself tells.</summary>
    public abstract TestScope? OwnerOf(string target, IReadOnlyList<TestScope> candidates);

    public abstract DbConnection CreateConnection(string connectionString);

    /// <summary>Runs a script of one or more statements; an error says the line.</summary>
    public abstract void ExecuteScript(DbConnection connection, string sql);

    /// <summary>Sets the EF Core provider of a context whose user left that to us.</summary>
    public abstract void UseProvider(DbContextOptionsBuilder options, string connectionString);

    public TContext CreateContext<TContext>(string connectionString)
        where TContext : DbContext
    {
        DbContextSource source = Definition.Contexts.Find(static source => source.ContextType == typeof(TContext)) ?? DbContextSource.ByConvention<TContext>();
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

    /// <summary>Removes what must not outlive the run.</summary>
    public abstract void EndRun();

    protected abstract DatabaseLease CreateLease(DatabaseScope scope, DatabaseLease? below);

    /// <summary>Makes the baseline, or takes an earlier run's that still fits.</summary>
    protected abstract void CreateBaseline();

    /// <summary>Runs the schema and seed steps on a new, empty database.</summary>
    protected void RunSteps(DatabaseCreation creation)
    {
        RunSettings settings = Context.Settings.Value;
        foreach (SchemaStep step in Definition.Steps)
        {
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
}
