using Npgsql;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway.Workers;

/// <summary>A test that works in another worker's database, by a connection that the other has lent it.</summary>
[RequiresDatabase]
[Parallelizable(ParallelScope.All)]
[Category("Separate")]
[Category("GatewayStrays")]
public sealed class StraysTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private static readonly TaskCompletionSource<NpgsqlDataSource> s_lent = new();
    private static readonly TaskCompletionSource s_used = new();

    [Test]
    public async Task Lends_its_connections()
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(TestDatabases.Default.ConnectionString);
        await using (NpgsqlConnection connection = await source.OpenConnectionAsync())
        {
            connection.Add("the lender's");
        }

        s_lent.SetResult(source);
        await s_used.Task.WaitAsync(s_limit);
    }

    [Test]
    public async Task Uses_connections_of_another()
    {
        _ = TestDatabases.Default.ConnectionString;
        NpgsqlDataSource source = await s_lent.Task.WaitAsync(s_limit);
        try
        {
            await using NpgsqlConnection connection = await source.OpenConnectionAsync();
            connection.Add("the stray's");
        }
        finally
        {
            s_used.SetResult();
        }
    }
}
