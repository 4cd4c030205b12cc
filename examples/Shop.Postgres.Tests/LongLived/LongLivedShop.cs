using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Mvc.Testing;
using NUnit.DbGuard;

namespace Shop.Postgres.Tests.LongLived;

/// <summary>One web server for all fixtures of a namespace, started before any of them. It holds no more at the end than after the first tests.</summary>
[SetUpFixture]
public sealed class LongLivedShop
{
    private static WebApplicationFactory<Program> s_shop;
    private static (int Handles, int Threads, long Bytes, long Sessions)? s_early;

    public static HttpClient Client { get; private set; }

    [OneTimeSetUp]
    public void Start()
    {
        s_shop = new WebApplicationFactory<Program>();
        s_shop.UseKestrel(static options => options.Listen(IPAddress.Loopback, port: 0));
        s_shop.StartServer();
        Client = new HttpClient { BaseAddress = s_shop.ClientOptions.BaseAddress };
    }

    /// <summary>Says that the first tests are over.</summary>
    public static void NoteEarly() => s_early ??= Held();

    [OneTimeTearDown]
    public async Task Stop()
    {
        var late = Held();
        Client.Dispose();
        await s_shop.DisposeAsync();

        if (s_early is { } early)
        {
            await TestContext.Out.WriteLineAsync($"held after the first tests: {early}; at the end: {late}");
            Assert.That(late.Handles, Is.LessThan(early.Handles + 30), "open files and sockets");
            Assert.That(late.Threads, Is.LessThan(early.Threads + 30), "threads");
            Assert.That(late.Sessions, Is.LessThan(early.Sessions + 10), "sessions on the server");
            Assert.That(late.Bytes, Is.LessThan(early.Bytes + 16_000_000), "bytes of managed memory");
        }
    }

    private static (int Handles, int Threads, long Bytes, long Sessions) Held()
    {
        using (DatabaseAccess.Allow())
        {
            using var connection = TestDatabases.Default.OpenConnection();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'";
            return Held((long)command.ExecuteScalar()!);
        }
    }

    private static (int Handles, int Threads, long Bytes, long Sessions) Held(long sessions)
    {
        using var process = Process.GetCurrentProcess();
        return (process.HandleCount, process.Threads.Count, GC.GetTotalMemory(forceFullCollection: true), sessions);
    }
}
