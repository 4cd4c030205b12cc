using NUnit.DbGuard.Commands;
using NUnit.DbGuard.Errors;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace NUnit.DbGuard.Lifecycle;

/// <summary>What a test may ask of its databases, by its nearest <see cref="CommandBudgetAttribute"/>.</summary>
/// <param name="Count">How many statements.</param>
/// <param name="MaxRepeats">How often one query from one place.</param>
internal sealed record CommandBudget(int Count, int MaxRepeats)
{
    /// <summary>From how many repetitions on a line tells of them in a test that may have as many as it likes.</summary>
    private const int Conspicuous = 10;

    private const string Property = "_DBGUARD_BUDGET";

    private static readonly CommandBudget s_none = new(int.MaxValue, int.MaxValue);

    /// <summary>Keeps what is written at a test or suite.</summary>
    public static void Apply(Test test, CommandBudgetAttribute attribute)
    {
        string? problem = attribute.Count < 0 ? $"{attribute.Count} statements" : attribute.MaxRepeats < 1 ? $"MaxRepeats = {attribute.MaxRepeats}" : null;
        if (problem is not null)
        {
            test.MakeInvalid(SetUpErrors.BadBudget(test.FullName, problem).Message);
            return;
        }

        test.Properties.Set(Property, new CommandBudget(attribute.Count, attribute.MaxRepeats));
    }

    /// <summary>Whether a test's nearest one limits repetitions.</summary>
    public static bool LimitsRepeats(ITest test) => For(test).MaxRepeats < int.MaxValue;

    /// <summary>Judges a test that has ended.</summary>
    /// <param name="scope">The test.</param>
    /// <param name="maxRepeats">How often a query may be repeated where no attribute says so; <see langword="null"/>: as often as it likes.</param>
    /// <param name="report">Where what is found is put.</param>
    public static void Judge(TestScope scope, int? maxRepeats, ScopeReport report)
    {
        StatementLog log = scope.Statements;
        if (log.Count == 0)
        {
            return;
        }

        CommandBudget budget = For(scope.Test);
        if (log.Count > budget.Count)
        {
            report.Failures.Add(IsolationErrors.OverBudget(scope.Name, log.Count, budget.Count));
        }

        int most = budget.MaxRepeats < int.MaxValue ? budget.MaxRepeats : maxRepeats ?? int.MaxValue;
        foreach (RepeatedQuery query in RepeatedQuery.In(log, most < int.MaxValue ? most + 1 : Conspicuous))
        {
            if (most < int.MaxValue && query.IsProven)
            {
                report.Failures.Add(IsolationErrors.Repeated(scope.Name, query, most));
            }
            else if (query.Times >= Conspicuous)
            {
                report.Notes.Add(IsolationErrors.RepeatedNote(query));
            }
        }
    }

    private static CommandBudget For(ITest test)
    {
        for (ITest? place = test; place is not null; place = place.Parent)
        {
            if (place.Properties.Get(Property) is CommandBudget budget)
            {
                return budget;
            }
        }

        return s_none;
    }

    // NUnit prints properties of a test in its result file.
    public override string ToString() => $"{(Count < int.MaxValue ? $"{Count} statements" : "any number of statements")}{(MaxRepeats < int.MaxValue ? $", {MaxRepeats} repetitions" : string.Empty)}";
}
