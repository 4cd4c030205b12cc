namespace NUnit.DbGuard.Tests.Postgres.Databases;

/// <summary>Runs at the same time, and runs after one that was killed.</summary>
public sealed class SeveralRunsTests
{
    private string _name = null!;

    [SetUp]
    public void TakeName() => _name = $"several{TestContext.CurrentContext.Test.ID.Replace('-', '_')}";

    [Test]
    [Property("Parity", "F26")]
    public void Each_has_a_database_of_its_own_and_says_whose_the_first_is()
    {
        using OtherRun first = new(_name, "once");
        string taken = first.WaitUntilReady();
        using DatabaseRun second = new(_name);
        using DatabaseRun third = new(_name, settings: DatabaseRun.Reuse);

        Assert.That((taken, second.Create(), third.Create()), Is.EqualTo(($"test_{_name}", $"test_{_name}_2", $"test_{_name}_3")));

        Assert.That(second.Lines.Single(), Does.Match($"^it is test_{_name}_2 in this run, because test_{_name} is used by session [0-9]+, 'NUnit.DbGuard, process {first.Id} on {Environment.MachineName}'\\.$"));
        second.Dispose();
        third.Dispose();
        Assert.That(DatabasesServer.Exists($"test_{_name}_2"), Is.False);
        Assert.That(DatabasesServer.Exists($"test_{_name}_3"), Is.True);
    }

    [Test]
    public void Of_two_that_begin_at_the_same_moment_neither_disturbs_the_other()
    {
        DatabaseRun[] runs = [.. Enumerable.Range(0, 6).Select(_ => new DatabaseRun(_name, settings: DatabaseRun.Reuse with { CreateDatabase = true }))];
        try
        {
            string[] databases = new string[runs.Length];
            Parallel.For(0, runs.Length, new ParallelOptions { MaxDegreeOfParallelism = runs.Length }, index => databases[index] = runs[index].Create());

            Assert.That(databases, Is.Unique);
            Assert.That(databases.Select(static database => DatabasesServer.RunIn(database, "SELECT count(*) FROM items")), Is.All.EqualTo(0));
        }
        finally
        {
            Array.ForEach(runs, static run => run.Dispose());
        }
    }

    [TestCase("once", "the run that made it died")]
    [TestCase("kept", "the run that used it last did not end, and may have left its tests' work in it")]
    [Property("Parity", "F6")]
    [Property("Parity", "F12")]
    public void After_one_that_was_killed_its_database_is_made_anew(string life, string reason)
    {
        using OtherRun killed = new(_name, life);
        string database = killed.WaitUntilReady();
        killed.Kill();

        using DatabaseRun next = new(_name, builder => builder.Seed(static (_, _) => Task.CompletedTask), DatabaseRun.Reuse);

        Assert.That(next.Create(), Is.EqualTo(database));
        Assert.That(next.Lines, Is.EqualTo([$"it is made anew as {database}: {reason}."]));
    }

    [TestCase("once")]
    [TestCase("kept")]
    public void One_that_was_killed_while_it_made_its_database_is_made_up_for(string life)
    {
        using OtherRun killed = new(_name, life, "creating");
        string state = killed.WaitUntilReady();
        string? comment = DatabasesServer.CommentOf($"test_{_name}");
        killed.Kill();

        using DatabaseRun next = new(_name, settings: DatabaseRun.Reuse);

        Assert.That(state, Is.EqualTo("creating"));
        Assert.That(comment, Does.StartWith("NUnit.DbGuard 1 creating "));
        Assert.That(next.Create(), Is.EqualTo($"test_{_name}"));
        Assert.That(next.Lines, Is.EqualTo([$"it is made anew as test_{_name}: the run that was making it died."]));
    }

    [Test]
    public void What_a_killed_one_has_left_under_another_name_is_dropped_and_nothing_of_a_living_one()
    {
        using OtherRun living = new($"{_name}_living", "once");
        using OtherRun keeping = new($"{_name}_kept", "kept");
        using OtherRun killed = new($"{_name}_killed", "once");
        string[] names = [living.WaitUntilReady(), keeping.WaitUntilReady(), killed.WaitUntilReady()];
        killed.Kill();
        keeping.Kill();

        using DatabaseRun next = new(_name);
        next.Create();

        Assert.That(next.Lines, Is.EqualTo([$"{names[2]}, which a run that died has left behind, was dropped."]));
        Assert.That(names.Select(DatabasesServer.Exists), Is.EqualTo([true, true, false]));
    }
}
