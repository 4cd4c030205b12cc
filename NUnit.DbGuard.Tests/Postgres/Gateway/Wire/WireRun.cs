namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>What came of a script on a target.</summary>
/// <param name="Broken">Why the script could not be played to its end, or null.</param>
/// <param name="Lines">The transcript, then the database as a new client sees it before the test ends.</param>
/// <param name="Reports">What the target would fail the test with.</param>
/// <param name="Notes">What the target would tell the user beside.</param>
/// <param name="Afterwards">The database's dump after the test, past the target.</param>
internal sealed record WireRun(string? Broken, IReadOnlyList<string> Lines, IReadOnlyList<string> Reports, IReadOnlyList<string> Notes, IReadOnlyList<string> Afterwards)
{
    public static WireRun Of(IReadOnlyList<WireStep> steps, IWireTarget target, WireServer server)
    {
        WireEndpoint database = server.CreateDatabase();
        try
        {
            using IWireTest test = target.Begin(database);
            Transcript transcript = ScriptRun.Play(steps, test.Endpoint, server);
            transcript.Add("Afterwards:");
            foreach (string line in DatabaseDump.Of(test.Endpoint))
            {
                transcript.Add(line);
            }

            IReadOnlyList<string> reports = test.End();
            return new(transcript.Broken, transcript.Lines, reports, test.Notes, target.RestoresBaseline ? DatabaseDump.Of(database) : []);
        }
        finally
        {
            server.Drop(database);
        }
    }
}
