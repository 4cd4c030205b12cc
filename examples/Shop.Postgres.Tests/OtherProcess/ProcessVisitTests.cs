using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using NUnit.DbGuard;

namespace Shop.Postgres.Tests.OtherProcess;

public sealed class ProcessVisitTests
{
    [Test]
    public async Task A_visit_is_counted()
    {
        int count = await ShopProcess.Client.GetFromJsonAsync<int>("/visits");

        Assert.That(count, Is.EqualTo(1));
    }

    [Test]
    public async Task A_visit_is_counted_from_zero_again()
    {
        int count = await ShopProcess.Client.GetFromJsonAsync<int>("/visits");

        Assert.That(count, Is.EqualTo(1));
    }

    [Test]
    public async Task The_test_sees_what_the_process_has_committed()
    {
        await ShopProcess.Client.GetFromJsonAsync<int>("/visits");

        await using var context = TestDatabases.Default.CreateContext<ShopContext>();
        Assert.That(await context.Visits.CountAsync(), Is.EqualTo(1));
    }
}
