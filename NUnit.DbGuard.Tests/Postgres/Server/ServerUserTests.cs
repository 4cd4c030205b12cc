using NUnit.DbGuard.Postgres.Server;

namespace NUnit.DbGuard.Tests.Postgres.Server;

/// <summary>The ways to become another user; those that this machine has are tried for real.</summary>
public sealed class ServerUserTests
{
    [TestCase("setpriv")]
    [TestCase("runuser")]
    [TestCase("su")]
    public void Each_program_passes_on_arguments_as_they_are(string program)
    {
        const string awkward = "it's \"quoted\" $HOME; *";
        string[] command = Environment.IsPrivilegedProcess
            ? ServerUser.FindUnprivileged("/etc/passwd", program).Command("printf", "%s|", awkward, "-c", "")
            : ["printf", "%s|", awkward, "-c", ""];

        (int ExitCode, string Output)? result = ShortProgram.TryRun(TimeSpan.FromSeconds(10), command);

        Assert.That(result, Is.EqualTo((0, $"{awkward}|-c||")));
    }

    [TestCase("setpriv")]
    [TestCase("runuser")]
    [TestCase("su")]
    public void Through_each_program_a_server_runs_and_ends(string program)
    {
        ServerUser user = Environment.IsPrivilegedProcess ? ServerUser.FindUnprivileged("/etc/passwd", program) : ServerUser.Find();
        using PostgresServer server = new(new PostgresServerOptions(), PostgresBinariesSearch.OfMachine(), user);

        string[] answers = ServerOwner.Query(server.Start(), "SELECT 1");

        string folder = server.Folder!;
        server.Dispose();
        Assert.That(answers, Is.EqualTo(["1"]));
        Assert.That(ServerProcess.Of(folder), Is.Empty);
        Assert.That(Directory.Exists(folder), Is.False);
    }
}
