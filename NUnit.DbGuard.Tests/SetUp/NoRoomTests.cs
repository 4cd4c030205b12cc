using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.SetUp;

/// <summary>The disk is full.</summary>
[Platform("Linux")]
public sealed class NoRoomTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void NeedsMounts()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("Only root may mount the small disk that this test fills.");
        }

        _folder = new TemporaryFolder();
    }

    [TearDown]
    public void DeleteFolder() => _folder?.Dispose();

    [Test]
    public void A_test_whose_copy_does_not_fit_fails_and_the_baseline_is_unharmed()
    {
        InnerRun run = Run("large", "FullyQualifiedName~NoRoomTests");

        InnerResult[] both = [run["NoRoomTests.Works_beside_another(1)"], run["NoRoomTests.Works_beside_another(2)"]];
        Assert.That(both.Select(static result => result.Outcome), Is.EquivalentTo(new[] { "Passed", "Failed" }), run.Output);
        Assert.That(both.Single(static result => result.Outcome == "Failed").Message, Does.Contain("DBG5003: No copy of database 'default' could be made at ").And.Contain("No space left on device").And.Contain("The baseline is unharmed.\n  Fix:   free space there, or point TMPDIR to a folder that has some."));
        Assert.That(run["NoRoomTests.The_baseline_is_unharmed"].Outcome, Is.EqualTo("Passed"), run["NoRoomTests.The_baseline_is_unharmed"].Message);
    }

    [Test]
    public void A_baseline_without_room_for_a_copy_is_tried_once()
    {
        InnerRun run = Run("huge", "FullyQualifiedName~NeedingADatabaseTests");

        foreach (string test in (string[])["Counts_items", "Counts_items_again"])
        {
            Assert.That(run[$"NeedingADatabaseTests.{test}"].Message, Does.Contain("DBG5003: No copy of database 'default' could be made at "));
        }

        Assert.That(File.ReadAllLines(_folder["log"]), Is.EqualTo(new[] { "default" }));
        Assert.That(run["NeedingADatabaseTests.Uses_the_second"].Outcome, Is.EqualTo("Passed"), run["NeedingADatabaseTests.Uses_the_second"].Message);
    }

    private InnerRun Run(string setUp, string filter)
    {
        string mount = Directory.CreateDirectory(_folder["disk"]).FullName;
        return InnerRun.Of(
            filter,
            new Dictionary<string, string> { ["INNER_SETUP"] = setUp, ["TMPDIR"] = mount, ["INNER_LOG"] = _folder["log"] },
            workers: 2,
            host: InnerHost.WithoutRoom);
    }
}
