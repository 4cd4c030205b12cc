using NUnit.DbGuard.Reporting;

namespace NUnit.DbGuard.Tests.Reporting;

/// <summary>What is told while a database is made.</summary>
public sealed class PreparationWatchTests
{
    private readonly List<string> _lines = [];
    private ManualTime _time = null!;
    private PreparationWatch _watch = null!;

    [SetUp]
    public void Start()
    {
        _lines.Clear();
        _time = new ManualTime();
        _watch = new PreparationWatch("default", _time, _lines.Add);
    }

    [TearDown]
    public void Stop() => _watch.Dispose();

    [Test]
    public void What_is_soon_done_is_done_without_a_word()
    {
        _watch.Enter("the seed of ShopSetUp");
        _time.Advance(1.9);

        _watch.Dispose();
        _time.Advance(100);

        Assert.That(_lines, Is.Empty);
    }

    [Test]
    public void Lines_come_at_growing_intervals_and_then_each_half_minute()
    {
        _watch.Enter("the migrations of ShopContext");

        _time.Advance(95);

        Assert.That(
            _lines,
            Is.EqualTo(new[] { "2 s", "5 s", "10 s", "20 s", "30 s", "1 min 0 s", "1 min 30 s" }
                .Select(static time => $"NUnit.DbGuard is preparing database 'default': the migrations of ShopContext ... {time}")));
    }

    [Test]
    public void A_line_names_the_step_that_runs()
    {
        _watch.Enter("the schema of ShopContext");
        _watch.Rename("the migrations of ShopContext");
        _time.Advance(3);
        _watch.Enter("the seed of ShopSetUp");
        _time.Advance(3);

        Assert.That(_lines.Select(static line => line[line.IndexOf(':', StringComparison.Ordinal)..]), Is.EqualTo([": the migrations of ShopContext ... 2 s", ": the seed of ShopSetUp ... 5 s"]));
    }

    [Test]
    public void Who_was_told_is_told_of_the_end_and_of_nothing_after_it()
    {
        _time.Advance(4);
        _watch.Dispose();
        _time.Advance(100);

        Assert.That(_lines, Is.EqualTo(["NUnit.DbGuard is preparing database 'default' ... 2 s", "NUnit.DbGuard has prepared database 'default' within 4.00 s."]));
        Assert.That(_time.Timers, Is.Zero);
    }

    [Test]
    public void The_end_is_told_once()
    {
        _time.Advance(4);
        _watch.Dispose();
        _watch.Dispose();

        Assert.That(_lines, Has.Count.EqualTo(2));
    }

    [Test]
    public void Each_step_has_its_time()
    {
        _watch.Enter("schema");
        _time.Advance(0.5);
        _watch.Enter("seed");
        _time.Advance(0.25);
        _watch.EndStep();
        _time.Advance(1);

        Assert.That(_watch.Steps, Is.EqualTo([new PreparationStep("schema", TimeSpan.FromSeconds(0.5)), new PreparationStep("seed", TimeSpan.FromSeconds(0.25))]));
        Assert.That(_watch.Elapsed, Is.EqualTo(TimeSpan.FromSeconds(1.75)));
    }

    [Test]
    public void What_goes_wrong_with_a_line_does_not_end_the_process()
    {
        using PreparationWatch watch = new("default", _time, static _ => throw new ObjectDisposedException("the console"));

        Assert.That(() => _time.Advance(6), Throws.Nothing);
        Assert.That(watch.Dispose, Throws.Nothing);
    }
}
