using System.Reflection;
using Microsoft.EntityFrameworkCore;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Isolation;

namespace NUnit.DbGuard.EntityFrameworkCore;

/// <summary>How contexts of one type are made for a test database.</summary>
internal sealed class DbContextSource
{
    private readonly Func<DatabaseEngine, string, DbContext> _create;

    private DbContextSource(Type contextType, Func<DatabaseEngine, string, DbContext> create)
    {
        ContextType = contextType;
        _create = create;
    }

    public Type ContextType { get; }

    public static DbContextSource ByConvention<TContext>()
        where TContext : DbContext =>
        new(typeof(TContext), static (engine, connectionString) =>
        {
            DbContextOptionsBuilder<TContext> options = new();
            engine.UseProvider(options, connectionString);
            return Construct(options.Options);
        });

    public static DbContextSource ByOptions<TContext>(Action<DbContextOptionsBuilder<TContext>, string> configure)
        where TContext : DbContext =>
        new(typeof(TContext), (_, connectionString) =>
        {
            DbContextOptionsBuilder<TContext> options = new();
            configure(options, connectionString);
            return Construct(options.Options);
        });

    public static DbContextSource ByFactory<TContext>(Func<string, TContext> create)
        where TContext : DbContext =>
        new(typeof(TContext), (_, connectionString) => create(connectionString));

    public DbContext Create(DatabaseEngine engine, string connectionString) => _create(engine, connectionString);

    private static TContext Construct<TContext>(DbContextOptions<TContext> options)
        where TContext : DbContext
    {
        try
        {
            // A context without options configures itself: its own connection string reaches the test database as well.
            return typeof(TContext).GetConstructor([typeof(DbContextOptions<TContext>)]) is { } typed ? (TContext)typed.Invoke([options])
                : typeof(TContext).GetConstructor([typeof(DbContextOptions)]) is { } untyped ? (TContext)untyped.Invoke([options])
                : typeof(TContext).GetConstructor(Type.EmptyTypes) is { } bare ? (TContext)bare.Invoke([])
                : throw SetUpErrors.NoContext(
                    typeof(TContext).Name,
                    $"it has no public constructor with DbContextOptions<{typeof(TContext).Name}> alone",
                    $"use UseDbContext(connectionString => new {typeof(TContext).Name}(…)).");
        }
        catch (TargetInvocationException exception)
        {
            throw SetUpErrors.NoContext(
                typeof(TContext).Name, $"its constructor threw {SetUpErrors.Describe(exception.InnerException ?? exception)}", "mend the constructor.", exception.InnerException);
        }
    }
}
