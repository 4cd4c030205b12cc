using System.Globalization;
using System.Reflection;
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
    private string? _shownDatabase;
    private bool _includesHosts;
    private bool _includesTransactions;

    internal CommandCountConstraint(int count, bool isExact)
        : base(count)
    {
        _count = count;
        _isExact = isExact;
    }

    /// <summary>What is expected, as NUnit prints it.</summary>
    public override string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"{(_isExact ? "exactly" : "at most")} {StatementCount.Text(_count)}{(_database is null ? string.Empty : $" on database '{_shownDatabase}'")}");

    /// <summary>Counts one database only.</summary>
    /// <param name="database">Its name in the set-up fixture.</param>
    /// <exception cref="DatabaseSetUpException">DBG2002: there is no such database. DBG7001 to DBG7004: the set-up fixture is at fault.</exception>
    public CommandCountConstraint On(string database)
    {
        ArgumentNullException.ThrowIfNull(database);

        // What is counted is known by the first of a database's names.
        _database = GuardSession.Current.GetCatalog().Get(database).Primary.Name;
        _shownDatabase = database;
        return this;
    }

    /// <summary>Counts all that the test's databases are asked meanwhile, by whomever: also by a web host under test, other work of the test's, or another process.</summary>
    /// <remarks>In a test only: which statements are the test's, its databases know.</remarks>
    public CommandCountConstraint WithHosts()
    {
        _includesHosts = true;
        return this;
    }

    /// <summary>Counts also what begins and ends transactions and savepoints.</summary>
    /// <remarks>Drivers tell of no such command, and so it counts all that the test's databases are asked, as <see cref="WithHosts"/> does.</remarks>
    public CommandCountConstraint WithTransactions()
    {
        _includesTransactions = true;
        return this;
    }

    /// <summary>Runs a delegate without a result and counts.</summary>
    /// <param name="actual">A delegate without parameters.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    public override ConstraintResult ApplyTo<TActual>(TActual actual) => actual is Delegate run && run.GetType().GetMethod(nameof(Action.Invoke)) is { } invoke && invoke.GetParameters().Length == 0
        ? Count(() => Wait(invoke.Invoke(run, BindingFlags.DoNotWrapExceptions, binder: null, parameters: null, culture: null)))
        : throw new ArgumentException(
            $"Executes counts what a delegate runs, as in Assert.That(() => shop.List(), Executes.AtMost(3)); here it was given a {typeof(TActual).Name}.", nameof(actual));

    /// <summary>Runs an asynchronous delegate and counts.</summary>
    /// <param name="taskDel">The delegate.</param>
    public override async Task<ConstraintResult> ApplyToAsync<TActual>(Func<Task<TActual>> taskDel)
    {
        ArgumentNullException.ThrowIfNull(taskDel);
        using Counter counter = new(this);
        try
        {
            _ = await taskDel().ConfigureAwait(false);
        }
        finally
        {
            counter.Leave();
        }

        return counter.Judge();
    }

    /// <summary>Runs the delegate of an assertion, and counts; what is awaited in it included.</summary>
    internal ConstraintResult CountFunction<TActual>(Delegate run) => Count(() => Wait(As<Func<TActual>>(run)()));

    private static T As<T>(Delegate run)
        where T : Delegate => run as T ?? (T)Delegate.CreateDelegate(typeof(T), run, run.GetType().GetMethod(nameof(Action.Invoke))!);

    private Result Count(Action run)
    {
        using Counter counter = new(this);
        try
        {
            run();
        }
        finally
        {
            counter.Leave();
        }

        return counter.Judge();
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

    private Result Judge(string[] statements) => new(this, statements, _isExact ? statements.Length == _count : statements.Length <= _count);

    // What is counted while a delegate runs: what is on its flow, or what the test's databases are asked.
    private sealed class Counter : IDisposable
    {
        private readonly CommandCountConstraint _constraint;
        private readonly CommandCapture? _capture;
        private readonly StatementWatch? _watch;

        public Counter(CommandCountConstraint constraint)
        {
            _constraint = constraint;
            if (constraint._includesHosts || constraint._includesTransactions)
            {
                _watch = (FlowState.Current?.Test ?? throw new InvalidOperationException("WithHosts() and WithTransactions() count what the databases of a test are asked; there is no test here.")).Statements.Watch();
            }
            else
            {
                _capture = GuardSession.Current.Commands.Open();
            }
        }

        public void Leave()
        {
            if (_capture is not null)
            {
                CommandLog.Leave(_capture);
            }
        }

        public Result Judge()
        {
            Dispose();
            string? database = _constraint._database;
            return _constraint.Judge([.. _watch is null ? StatementCount.Of(GuardSession.Current, _capture!.Records(), database) : StatementCount.Of(_watch.Statements, database, _constraint._includesTransactions)]);
        }

        public void Dispose()
        {
            _capture?.Dispose();
            _watch?.Dispose();
        }
    }

    private sealed class Result(CommandCountConstraint constraint, string[] statements, bool isSuccess) : ConstraintResult(constraint, statements.Length, isSuccess)
    {
        private const int MostShown = 100;

        public override void WriteActualValueTo(MessageWriter writer)
        {
            StringBuilder text = new(StatementCount.Text(statements.Length));
            for (int i = 0; i < Math.Min(statements.Length, MostShown); i++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{Environment.NewLine}    {i + 1}. {ShownSql.Of(statements[i])}");
            }

            if (statements.Length > MostShown)
            {
                text.Append(CultureInfo.InvariantCulture, $"{Environment.NewLine}    … {statements.Length - MostShown} more");
            }

            writer.Write(text.ToString());
        }
    }
}
