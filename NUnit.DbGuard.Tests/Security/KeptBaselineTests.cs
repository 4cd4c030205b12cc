using System.Runtime.Versioning;
using Microsoft.Data.Sqlite;
using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Sqlite;
using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Security;

/// <summary>A baseline that is kept beside a file that others may put something beside, too.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class KeptBaselineTests
{
    [Test]
    [Property("Security", "S13")]
    public void A_link_in_its_way_does_not_say_what_is_overwritten()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["victim"], "precious");
        _ = File.CreateSymbolicLink(folder[$"test_shop.db.{Environment.MachineName}.{Environment.ProcessId}.tmp"], folder["victim"]);
        using (SqliteConnection baseline = SqliteBypass.Open(folder["baseline.db"], SqliteOpenMode.ReadWriteCreate))
        {
            _ = baseline.Scalar("CREATE TABLE items (id INTEGER)");
        }

        SqliteBaselineFile kept = new("shop", folder["test_shop.db"]);
        kept.Write(folder["baseline.db"], BaselineFingerprint.None.With("part", "value"));

        Assert.That(File.ReadAllText(folder["victim"]), Is.EqualTo("precious"));
        Assert.That(kept.Read()?.Parts, Is.EqualTo(BaselineFingerprint.None.With("part", "value").Parts));
    }
}
