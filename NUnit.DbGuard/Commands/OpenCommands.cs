using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Lifecycle;

namespace NUnit.DbGuard.Commands;

/// <summary>Finds what a test has left open at its drivers: readers that were not closed, commands that nobody waits for.</summary>
internal static class OpenCommands
{
    /// <summary>Tells of those of a test whose databases have been restored, so that nothing of it runs any more.</summary>
    public static void Tell(TestScope scope, ScopeReport report)
    {
        PlacedCommand[] open = [.. scope.Statements.Places().Where(static command => command is { IsOfTest: true, Command.IsStopped: false })];
        if (open.Length > 0)
        {
            report.Notes.Add(IsolationErrors.ReaderLeftOpen(scope.Name, open.Length, open.Select(static command => CodePlace.Of(command.Place)?.Shown ?? "by code that is not the test project's").Distinct(StringComparer.Ordinal)));
        }
    }
}
