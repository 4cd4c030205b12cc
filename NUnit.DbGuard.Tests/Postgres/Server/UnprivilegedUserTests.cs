using System.Runtime.Versioning;
using NUnit.DbGuard.Postgres.Server;

namespace NUnit.DbGuard.Tests.Postgres.Server;

/// <summary>A run of a user that is not root. Where the tests are root's, they become another user's for it; else they are one already.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class UnprivilegedUserTests
{
    private string _programs = null!;

    [OneTimeSetUp]
    public void CopyPrograms()
    {
        // The repository may lie where only root can read.
        _programs = ServerRoot.Create();
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(ServerOwner.Assembly)!))
        {
            File.Copy(file, Path.Combine(_programs, Path.GetFileName(file)));
        }
    }

    [OneTimeTearDown]
    public void RemovePrograms() => Directory.Delete(_programs, recursive: true);

    [Test]
    public void It_starts_and_stops_a_server_as_itself()
    {
        using ServerOwner owner = Start();

        Assert.That(ServerOwner.Query(owner.ConnectionString, "SELECT 1"), Is.EqualTo(["1"]));
        Assert.That(ServerProcess.Of(owner.Folder).Select(static process => process.User), Is.Not.Empty.And.None.EqualTo(0));
        owner.End();
        Assert.That(ServerProcess.Of(owner.Folder), Is.Empty);
        Assert.That(Directory.Exists(owner.Folder), Is.False);
    }

    [Test]
    public void Killed_it_leaves_nothing()
    {
        using ServerOwner owner = Start();

        ServerProcess.Signal("KILL", owner.Id);
        owner.WaitForEnd();

        Eventually.AssertNothingLeft(owner.Folder);
    }

    private ServerOwner Start()
    {
        string[] command = ["dotnet", Path.Combine(_programs, Path.GetFileName(ServerOwner.Assembly)), "own"];
        return ServerOwner.StartCommand(Environment.IsPrivilegedProcess ? ServerUser.FindUnprivileged("/etc/passwd").Command(command) : command);
    }
}
