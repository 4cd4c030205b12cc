using System.Diagnostics;
using NUnit.DbGuard.Tests.Postgres.Server;

namespace NUnit.DbGuard.Tests.Postgres.Databases;

/// <summary>A run in a process of its own, which can be killed.</summary>
internal sealed class OtherRun : IDisposable
{
    private readonly Process _process;

    /// <param name="arguments">The database's name, <c>once</c> or <c>kept</c>, and <c>creating</c> if it is to stop there.</param>
    public OtherRun(params string[] arguments)
    {
        _process = Process.Start(new ProcessStartInfo("dotnet", [ServerOwner.Assembly, "database", .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        _process.StandardInput.WriteLine(DatabasesServer.To(arguments[0]));
        _process.StandardInput.Flush();
    }

    public int Id => _process.Id;

    /// <summary>Waits for the line that says how far it is: <c>creating</c>, or the name of the database that is ready.</summary>
    public string WaitUntilReady()
    {
        string line;
        while ((line = ServerOwner.ReadLine(_process)).StartsWith("NUnit.DbGuard: ", StringComparison.Ordinal))
        {
        }

        return line;
    }

    public void Kill()
    {
        _process.Kill();
        Assert.That(_process.WaitForExit(TimeSpan.FromSeconds(30)), Is.True);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            Assert.That(_process.WaitForExit(TimeSpan.FromSeconds(30)), Is.True);
        }

        _process.Dispose();
    }
}
