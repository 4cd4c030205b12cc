namespace NUnit.DbGuard.Tests.Inner.Situations.Kinds;

[RequiresDatabase]
public sealed class AsyncTests
{
    [SetUp]
    public async Task SetUp()
    {
        await Task.Yield();
        Assert.That(await CountAsync(), Is.EqualTo(1));
        await AddAsync("set up");
    }

    [TearDown]
    public async Task TearDown()
    {
        await Task.Yield();
        Assert.That(await CountAsync(), Is.EqualTo(3));
        await AddAsync("torn down");
    }

    [Test]
    public async Task First()
    {
        await AddAsync("test");
        Assert.That(await CountAsync(), Is.EqualTo(3));
    }

    [Test]
    public async ValueTask Second()
    {
        await Task.Run(() => Items.Add("test"));
        Assert.That(await Task.Run(() => Items.Count()), Is.EqualTo(3));
    }

    private static async Task<long> CountAsync()
    {
        await using Microsoft.Data.Sqlite.SqliteConnection connection = new(Items.ConnectionString);
        await connection.OpenAsync();
        await Task.Yield();
        return connection.Number("SELECT count(*) FROM items");
    }

    private static async Task AddAsync(string name)
    {
        await Task.Yield();
        Items.Add(name);
    }
}
