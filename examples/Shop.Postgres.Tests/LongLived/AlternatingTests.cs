using System.Globalization;
using NUnit.DbGuard;

namespace Shop.Postgres.Tests.LongLived;

/// <summary>Tests of all isolations over one web server, eight requests at a time: in each round every isolation comes after every other.</summary>
/// <remarks>The environment variable <c>SHOP_ROUNDS</c> says how many rounds; 43 are 301 tests.</remarks>
[TestFixtureSource(nameof(Rounds))]
public sealed class AlternatingTests(int round)
{
    private const int Requests = 8;
    private const int Early = 2;

    public static IEnumerable<int> Rounds =>
        Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("SHOP_ROUNDS"), CultureInfo.InvariantCulture, out int rounds) ? rounds : 5);

    [Test]
    [RequiresDatabase]
    public Task A_rolled_back() => CheckAsync();

    [Test]
    [RequiresDatabase(Isolation = DatabaseIsolation.Flush)]
    public Task B_flushed() => CheckAsync();

    [Test]
    [RequiresDatabase(Isolation = DatabaseIsolation.Clone)]
    public Task C_cloned() => CheckAsync();

    [Test]
    [RequiresDatabase]
    public Task D_rolled_back_after_a_clone() => CheckAsync();

    [Test]
    [RequiresDatabase(Isolation = DatabaseIsolation.Clone)]
    public Task E_cloned_after_a_rollback() => CheckAsync();

    [Test]
    [RequiresDatabase(Isolation = DatabaseIsolation.Flush)]
    public Task F_flushed_after_a_clone() => CheckAsync();

    [Test]
    [RequiresDatabase(Isolation = DatabaseIsolation.Flush)]
    public Task G_flushed_after_a_flush() => CheckAsync();

    [OneTimeTearDown]
    public void Note()
    {
        if (round == Early)
        {
            LongLivedShop.NoteEarly();
        }
    }

    private static async Task CheckAsync()
    {
        await Task.WhenAll(Enumerable.Range(0, Requests).Select(static _ => VisitAsync()));

        Assert.That(await VisitAsync(), Is.EqualTo($"{Requests + 1}"));
    }

    private static async Task<string> VisitAsync()
    {
        using var response = await LongLivedShop.Client.GetAsync(new Uri("/visits", UriKind.Relative));
        string answer = await response.Content.ReadAsStringAsync();
        Assert.That(response.IsSuccessStatusCode, Is.True, answer);
        return answer;
    }
}
