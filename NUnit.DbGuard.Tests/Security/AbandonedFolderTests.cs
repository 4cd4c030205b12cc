using System.Runtime.Versioning;
using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Postgres;
using NUnit.DbGuard.Postgres.Server;
using NUnit.DbGuard.Sqlite;
using NUnit.DbGuard.Tests.Postgres.Server;
using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Security;

/// <summary>What killed runs have left is removed where everybody may write. There, a folder of the right name may be somebody else's trap.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class AbandonedFolderTests
{
    private TemporaryFolder _root = null!;
    private TemporaryFolder _somewhere = null!;

    [SetUp]
    public void MakeFolders()
    {
        _root = new TemporaryFolder();
        _somewhere = new TemporaryFolder();
        File.WriteAllText(_somewhere["owner"], string.Empty);
        Directory.SetLastWriteTimeUtc(_somewhere.Path, DateTime.UtcNow.AddDays(-8));
    }

    [TearDown]
    public void DeleteFolders()
    {
        _root.Dispose();
        _somewhere.Dispose();
    }

    [TestCase("dbguard-gateway-")]
    [TestCase("dbguard-sqlite-")]
    [TestCase("dbguard-failed-")]
    [Property("Security", "S12")]
    public void What_is_not_this_user_s_is_left_alone(string prefix)
    {
        string planted = _root[prefix + "1-planted"];
        string own = _root[prefix + "2-own"];
        Stranger.Plant(planted, _somewhere.Path);
        _ = Directory.CreateDirectory(own);
        File.WriteAllText(Path.Combine(own, "owner"), string.Empty);
        Directory.SetLastWriteTimeUtc(own, DateTime.UtcNow.AddDays(-8));

        Remove(prefix);

        Assert.That(Directory.GetDirectories(_root.Path), Is.EqualTo([planted]));
        Assert.That(File.Exists(Path.Combine(planted, "owner")), Is.True);
    }

    [Test]
    [Property("Security", "S12")]
    public void A_folder_is_its_owner_s_and_a_link_nobody_s()
    {
        _ = Directory.CreateSymbolicLink(_root["link"], _somewhere.Path);
        Stranger.Plant(_root["planted"], _somewhere.Path);

        Assert.That(FolderOwner.Is(_somewhere.Path), Is.True);
        Assert.That(FolderOwner.Is(_root["link"]), Is.False);
        Assert.That(FolderOwner.Is(_root["planted"]), Is.False);
        Assert.That(FolderOwner.Is(_somewhere["owner"]), Is.False, "a file");
        Assert.That(FolderOwner.Is(_root["nothing"]), Is.False);
        Assert.That(FolderOwner.Is("/"), Is.EqualTo(Environment.IsPrivilegedProcess));
    }

    [Test]
    [Property("Security", "S12")]
    public void Root_deletes_nothing_in_a_folder_that_is_the_server_s_user_s()
    {
        ServerUser user = ServerUser.Find();
        File.SetUnixFileMode(_root.Path, ServerRoot.OpenToAll);
        ServerDirectory directory = ServerDirectory.Create(_root.Path, user, "secret");

        // Only root could delete it; what led there would be deleted as well.
        string behind = Path.Combine(directory.Path, "behind");
        _ = Directory.CreateDirectory(behind);
        File.WriteAllText(Path.Combine(behind, "file"), string.Empty);

        directory.Dispose();

        Assert.That(File.Exists(Path.Combine(behind, "file")), Is.EqualTo(user.IsOther));
    }

    private void Remove(string prefix)
    {
        switch (prefix)
        {
            case "dbguard-sqlite-":
                SqliteRunDirectory.RemoveAbandoned(_root.Path);
                break;
            case "dbguard-failed-":
                SqliteFailedState.RemoveOld(_root.Path);
                break;
            default:
                LockedFolder.ForEachAbandoned(_root.Path, prefix, LockedFolder.TryDelete);
                break;
        }
    }
}
