using System.Data.Common;
using Npgsql;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

/// <summary>A read-only mirror and another name of one PostgreSQL database.</summary>
[Category("Separate")]
public sealed class MirrorTests
{
    [Test]
    [RequiresDatabase("replica")]
    public void Names_only_the_mirror([Range(1, 2)] int number)
    {
        Assert.That(Rows.Names("replica"), Is.EqualTo([Rows.Seeded]));
        using DbConnection connection = TestDatabases.Get("replica").OpenConnection();
        Rows.Add($"by the primary {number}");
        Assert.That(((NpgsqlConnection)connection).Count(), Is.EqualTo(2));
    }

    [Test]
    [RequiresDatabase("default", "replica", "again")]
    public void Sees_at_once_what_the_primary_wrote()
    {
        using NpgsqlConnection reader = Rows.Open("replica");
        Rows.Add("written");
        Rows.Add("written too", "again");

        Assert.That((reader.Count(), Rows.Count("again")), Is.EqualTo((3, 3)));
    }

    [Test]
    [RequiresDatabase("default", "replica")]
    public void Is_counted_by_either_name()
    {
        Assert.That(() => Rows.Names("replica"), Executes.Exactly(1).On("replica"));
        Assert.That(() => Rows.Names("replica"), Executes.Exactly(1).On("default").WithHosts());
        Assert.That(() => Rows.Names(), Executes.Exactly(1).On("replica").WithHosts());
    }

    [Test]
    [RequiresDatabase("default", "replica")]
    public void Cannot_write_to_a_mirror_that_is_read_only()
    {
        Assert.That(Rows.StateOf(static () => Rows.Add("refused", "replica")), Is.EqualTo("25006"));
        using (NpgsqlConnection connection = Rows.Open("replica"))
        {
            using NpgsqlTransaction transaction = connection.BeginTransaction();
            Assert.That(Rows.StateOf(() => connection.Add("refused")), Is.EqualTo("25006"));
        }

        Rows.Add("written");
        Assert.That(Rows.Count("replica"), Is.EqualTo(2));
    }

    [Test]
    [RequiresDatabase("replica")]
    public async Task Reaches_the_mirror_from_another_flow()
    {
        Task<int> work;
        using (ExecutionContext.SuppressFlow())
        {
            work = Task.Run(static () => Rows.Names("replica").Length);
        }

        Assert.That(await work, Is.EqualTo(1));
    }

    [Test]
    [RequiresDatabase]
    public void Asks_for_a_mirror_that_it_does_not_name() => _ = TestDatabases.Get("replica");
}
