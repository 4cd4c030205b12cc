using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Tests.Postgres.Databases;
using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.SetUp;

/// <summary>A dear fingerprint is computed again only when the program may have changed.</summary>
[Property("Parity", "F11")]
public sealed class StampTests
{
    [Test]
    public void With_the_same_stamp_the_hash_of_before_is_taken()
    {
        Step first = new("one", "stamp");
        BaselineFingerprint made = Fingerprint(first, earlier: null);
        Step second = new("another, but nobody looks", "stamp");

        Assert.That(Fingerprint(second, made).FirstDifference(made), Is.Null);
        Assert.That((first.Asked, second.Asked), Is.EqualTo((1, 0)));
    }

    [Test]
    public void With_another_stamp_the_content_decides()
    {
        BaselineFingerprint made = Fingerprint(new("one", "stamp"), earlier: null);
        BaselineFingerprint same = Fingerprint(new("one", "another stamp"), made);

        Assert.That(same.FirstDifference(made), Is.Null);
        Assert.That(same.IsWrittenAs(made), Is.False, "the next run is to find the new stamp");
        Assert.That(Fingerprint(new("two", "another stamp"), made).FirstDifference(made), Is.EqualTo("step 1, a step has changed"));
    }

    [Test]
    public void Without_a_stamp_the_content_decides()
    {
        BaselineFingerprint made = Fingerprint(new("one", stamp: null), earlier: null);

        Assert.That(Fingerprint(new("one", stamp: null), made).IsWrittenAs(made), Is.True);
        Assert.That(Fingerprint(new("two", stamp: null), made).FirstDifference(made), Is.EqualTo("step 1, a step has changed"));
    }

    [Test]
    public void The_programs_stamp_changes_with_each_file_that_a_schema_may_come_from()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder["scripts"]);
        File.WriteAllText(folder["shop.dll"], "code");
        File.WriteAllText(folder["notes.log"], "noise");
        string? before = ProgramFiles.Of(folder.Path);
        File.WriteAllText(folder["notes.log"], "more noise");
        string? withNoise = ProgramFiles.Of(folder.Path);
        File.WriteAllText(folder["scripts/one.sql"], "SELECT 1");
        string? withScript = ProgramFiles.Of(folder.Path);
        File.SetLastWriteTimeUtc(folder["shop.dll"], new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        string? withCode = ProgramFiles.Of(folder.Path);

        Assert.That(withNoise, Is.EqualTo(before).And.Not.Null);
        Assert.That((string?[])[before, withScript, withCode], Is.Unique);
    }

    private static BaselineFingerprint Fingerprint(Step step, BaselineFingerprint? earlier)
    {
        using DatabaseRun run = new("stamped");
        DatabaseDefinition definition = new("stamped");
        definition.Steps.Add(step);
        return BaselineFingerprint.Of(run.Engine, definition, DatabaseRun.Reuse, "the server's version", "PostgreSQL 15", template: null, earlier);
    }

    private sealed class Step(string content, string? stamp) : SchemaStep
    {
        public int Asked { get; private set; }

        public override string Description => "a step";

        public override string Fingerprint(DatabaseEngine engine, RunSettings settings)
        {
            Asked++;
            return content;
        }

        public override string? Stamp(RunSettings settings) => stamp;

        public override Task ApplyAsync(DatabaseCreation creation, RunSettings settings, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
