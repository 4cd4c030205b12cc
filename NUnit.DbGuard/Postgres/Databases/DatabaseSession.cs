using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using NUnit.DbGuard.Errors;

namespace NUnit.DbGuard.Postgres.Databases;

/// <summary>A session of the server, as others see it.</summary>
/// <param name="Id">The number of its process on the server.</param>
/// <param name="ApplicationName">What it calls itself.</param>
/// <param name="Sql">Its current or last statement; empty: none, or it is not ours to see.</param>
/// <param name="Client">Where it comes from; empty: not known.</param>
/// <param name="State">What it does now; empty: not known.</param>
internal sealed partial record DatabaseSession(int Id, string ApplicationName, string Sql, string Client = "", string State = "")
{
    /// <summary>What the connection that holds a run's locks is called: which run it is.</summary>
    public static string NameOfRun { get; } = $"{PostgresServerAddress.OwnName}, process {Environment.ProcessId} on {Environment.MachineName}";

    /// <summary>Whether this is the session of a run whose process, on this machine, is gone.</summary>
    public bool IsOfDeadRun
    {
        get
        {
            if (RunPattern().Match(ApplicationName) is not { Success: true } match || match.Groups[2].Value != Environment.MachineName)
            {
                return false;
            }

            try
            {
                using Process process = Process.GetProcessById(int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture));
                return process.HasExited;
            }
            catch (ArgumentException)
            {
                return true;
            }
        }
    }

    public override string ToString()
    {
        StringBuilder text = new($"session {Id}");
        _ = text.Append(ApplicationName.Length > 0 ? $", '{GuardText.Harmless(ApplicationName)}'" : string.Empty)
            .Append(Client.Length > 0 ? $", from {Client}" : string.Empty)
            .Append(State.Length > 0 ? $", {State}" : string.Empty)
            .Append(GuardText.Sql(Sql) is { } sql ? $", last statement: {sql}" : string.Empty);
        return text.ToString();
    }

    [GeneratedRegex("^NUnit\\.DbGuard, process ([0-9]{1,9}) on (.*)$")]
    private static partial Regex RunPattern();
}
