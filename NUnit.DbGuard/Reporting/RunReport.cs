using System.Diagnostics.CodeAnalysis;

namespace NUnit.DbGuard.Reporting;

/// <summary>What a run ends with: a few lines, and a page where one is asked for.</summary>
internal static class RunReport
{
    /// <summary>Tells of a run, if there is anything to tell. Nothing is thrown: the tests have their results, and no report may change them.</summary>
    /// <param name="summary">What the run has done.</param>
    /// <param name="place">Where its page is to go: as the setting says; <see langword="null"/>: there is to be none.</param>
    /// <param name="workDirectory">What a relative place counts from.</param>
    /// <param name="tell">Writes to whoever started the run.</param>
    /// <param name="warn">As <paramref name="tell"/>, where it is to be seen also by who has asked for few words.</param>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever keeps a report from being made is told; the run goes on.")]
    public static void Tell(RunSummary summary, Func<string?> place, Func<string> workDirectory, Action<string> tell, Action<string> warn)
    {
        if (!summary.HasContent)
        {
            return;
        }

        try
        {
            string text = ConsoleSummary.Text(summary);
            if (place() is { } setting)
            {
                string path = ReportFile.PathOf(setting, workDirectory(), summary.Assembly);
                string? problem = TryWrite(path, summary);
                tell(problem is null ? $"{text}\n  Page:      {path}" : text);
                if (problem is not null)
                {
                    warn($"NUnit.DbGuard: the report could not be written to {path}: {problem}");
                }
            }
            else
            {
                tell(text);
            }
        }
        catch (Exception cause)
        {
            warn($"NUnit.DbGuard has no report of this run: {cause.Message}");
        }
    }

    private static string? TryWrite(string path, RunSummary summary)
    {
        try
        {
            ReportFile.Write(path, ReportPage.Text(summary));
            return null;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return cause.Message;
        }
    }
}
