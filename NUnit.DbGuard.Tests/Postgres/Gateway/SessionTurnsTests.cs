using System.Diagnostics;
using System.Runtime.Versioning;
using Npgsql;
using NUnit.DbGuard.Postgres.Gateway;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

namespace NUnit.DbGuard.Tests.Postgres.Gateway;

/// <summary>Clients that want the one session at the same time.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SessionTurnsTests
{
    private const int Groups = 200;

    [Test]
    public void A_transaction_is_not_slowed_down_by_clients_that_wait_for_its_end()
    {
        using WireServer server = new();
        WireEndpoint database = server.CreateDatabase();
        using PostgresGateway gateway = new();
        using GatewayDatabase served = Serve(gateway, database);
        WireEndpoint endpoint = new(gateway.Host, gateway.Port, database.User, gateway.Password, database.Database);
        using WireClient working = WireClient.Ready(endpoint);
        using WireClient waiting = WireClient.Ready(endpoint);
        working.Ask("BEGIN");
        TimeSpan alone = Median(working);

        waiting.Send([Frontend.Query("SELECT 1")]);
        TimeSpan waitedFor = Median(working);

        working.Ask("COMMIT");
        Assert.That(waitedFor, Is.LessThan(alone * 5));
    }

    private static TimeSpan Median(WireClient client)
    {
        var times = new TimeSpan[Groups];
        for (int i = 0; i < times.Length; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            client.Ask("SELECT 1");
            times[i] = Stopwatch.GetElapsedTime(begin);
        }

        Array.Sort(times);
        return times[Groups / 2];
    }

    private static GatewayDatabase Serve(PostgresGateway gateway, WireEndpoint database)
    {
        string direct = new NpgsqlConnectionStringBuilder
        {
            Host = database.Host,
            Port = database.Port,
            Username = database.User,
            Password = database.Password,
            Database = database.Database,
            SslMode = SslMode.Disable,
        }.ConnectionString;
        OneTest test = new();
        GatewayDatabase served = new(database.Database, database.User, direct, test, new GatewayOptions { ReadGrace = TimeSpan.FromMinutes(1), WriteGrace = TimeSpan.FromMinutes(1) });
        gateway.Add(served);
        served.Begin(test.Test);
        return served;
    }

    private sealed class OneTest : IGatewayAccess
    {
        public GatewayTest Test { get; } = new("a test", resetSequences: false);

        GatewayTest IGatewayAccess.TestOfNow() => Test;
    }
}
