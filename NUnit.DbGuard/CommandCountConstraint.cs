using System.Globalization;
using System.Text;
using NUnit.DbGuard.Commands;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Lifecycle;
using NUnit.Framework.Constraints;

namespace NUnit.DbGuard;

/// <summary>How many SQL statements a delegate may run. Made by <see cref="Executes"/>.</summary>
/// <remarks>An exception of the delegate passes through, and nothing is counted then.</remarks>
public abstract class CommandCountConstraint : Constraint
{
    private readonly int _count;
    private readonly bool _isExact;
    private string? _database;
    private bool _includesHosts;

    internal CommandCountConstraint(int count, bool isExact)
        : base(count)
    {
        _count = count;
        _isExact = isExact;
    }

    /// <summary>What is expected, as NUnit prints it.</summary>
    public override string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"{(_isExact ? "exactly" : "at most")} {StatementCount.Text(_count)}{(_database is null ? string.Empty : $" on database '{_database}'")}");

    /// <summary>Counts one database only.</summary>
    /// <param name="database">Its name in the set-up fixture.</param>
    /// <exception cref="DatabaseSetUpException">DBG2002: there is no such database. DBG7001 to DBG7004: the set-up fixture is at fault.</exception>
    public CommandCountConstraint On(string database)
    {
        ArgumentNullException.ThrowIfNull(database);
        _database = TestDatabases.Get(database).Name;
        return this;
    }

    /// <summary>Counts also what is on no test's flow, as the work of a web host that serves the test. In a run with parallel tests, that of hosts of other tests too.</summary>
    public CommandCountConstraint WithHosts()
    {
        _includesHosts = true;
        return this;
    }

    /// <summary>Runs a delegate without a result and counts.</summary>
    /// <param name="actual">A delegate without parameters.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    public override ConstraintResult ApplyTo<TActual>(TActual actual) => actual is Delegate run && run.GetType().GetMethod(nameof(Action.Invoke)) is { } invoke && invoke.GetParameters().Length == 0
        ? Count(() => Wait(invoke.ReturnType == typeof(void) ? Run(As<Action>(run)) : As<Func<object?>>(run)()))
        : throw new ArgumentException(
            $"Executes counts what a delegate runs, as in Assert.That(() => shop.List(), Executes.AtMost(3)); here it was given a {typeof(TActual).Name}.", nameof(actual));

    /// <summary>Runs an asynchronous delegate and counts.</summary>
    /// <param name="taskDel">The delegate.</param>
    public override async Task<ConstraintResult> ApplyToAsync<TActual>(Func<Task<TActual>> taskDel)
    {
        ArgumentNullException.ThrowIfNull(taskDel);
        using CommandCapture capture = GuardSession.Current.Commands.Open(_includesHosts);
        try
        {
            _ = await taskDel().ConfigureAwait(false);
        }
        finally
        {
            CommandLog.Leave(capture);
        }

        return Judge(capture);
    }

    /// <summary>Runs the delegate of an assertion, and counts; what is awaited in it included.</summary>
    internal ConstraintResult CountFunction<TActual>(Delegate run) => Count(() => Wait(As<Func<TActual>>(run)()));

    private static T As<T>(Delegate run)
        where T : Delegate => run as T ?? (T)Delegate.CreateDelegate(typeof(T), run, run.GetType().GetMethod(nameof(Action.Invoke))!);

    private static object? Run(Action run)
    {
        run();
        return null;
    }

    private Result Count(Action run)
    {
        using CommandCapture capture = GuardSession.Current.Commands.Open(_includesHosts);
        try
        {
            run();
        }
        finally
        {
            CommandLog.Leave(capture);
        }

        return Judge(capture);
    }

    // NUnit's seam is synchronous; a synchronization context that continuations would have to wait for is not there in a test.
    private static void Wait(object? value)
    {
        Task? task = value switch
        {
            Task running => running,
            ValueTask running => running.AsTask(),
            { } other when other.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ValueTask<>) =>
                (Task)type.GetMethod(nameof(ValueTask.AsTask))!.Invoke(other, null)!,
            _ => null,
        };
        task?.GetAwaiter().GetResult();
    }

    private Result Judge(CommandCapture capture)
    {
        string[] statements = [.. StatementCount.Of(GuardSession.Current, capture.Records(), _database)];
        return new Result(this, statements, _isExact ? statements.Length == _count : statements.Length <= _count);
    }

    private sealed class Result(CommandCountConstraint constraint, string[] statements, bool isSuccess) : ConstraintResult(constraint, statements.Length, isSuccess)
    {
        public override void WriteActualValueTo(MessageWriter writer)
        {
            StringBuilder text = new(StatementCount.Text(statements.Length));
            for (int i = 0; i < statements.Length; i++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{Environment.NewLine}    {i + 1}. {GuardText.Sql(statements[i])}");
            }

            writer.Write(text.ToString());
        }
    }
}
