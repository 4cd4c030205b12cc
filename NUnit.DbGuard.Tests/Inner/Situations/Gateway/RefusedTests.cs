using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

/// <summary>Who may not use a database behind the gateway.</summary>
[Category("Separate")]
public sealed class RefusedTests
{
    private static NpgsqlConnection s_open = null!;

    [OneTimeSetUp]
    public void TakeConnection()
    {
        using (DatabaseAccess.Allow("default", "second"))
        {
            _ = TestDatabases.Default.ConnectionString;
            _ = TestDatabases.Get("second").ConnectionString;
            s_open = Rows.Open();
        }
    }

    [OneTimeTearDown]
    public void CloseConnection() => s_open.Dispose();

    [Test]
    public void Opens_without_a_mark() => OpenPhysically();

    [Test]
    public async Task Opens_asynchronously_without_a_mark()
    {
        await using NpgsqlConnection connection = new(Unpooled());
        await connection.OpenAsync();
    }

    [Test]
    public void Runs_a_command_without_a_mark() => s_open.Add("more");

    [Test]
    public void Swallows_without_a_mark()
    {
        try
        {
            Rows.Add("more");
        }
        catch (Exception)
        {
            // As application code may.
        }
    }

    [Test]
    public void Queries_through_a_context_without_a_mark()
    {
        using ItemsContext context = new(Rows.ConnectionString());
        _ = context.Items.ToList();
    }

    [Test]
    [RequiresDatabase("second")]
    public void Opens_with_a_mark_for_another() => OpenPhysically();

    [Test]
    [RequiresDatabase("second")]
    public async Task Queries_through_a_context_with_a_mark_for_another()
    {
        await using ItemsContext context = new(Rows.ConnectionString());
        _ = await context.Items.ToListAsync();
    }

    [Test]
    public void Works_where_it_is_allowed()
    {
        using (DatabaseAccess.Allow("default"))
        {
            Assert.That(Rows.Names(), Is.EqualTo(new[] { Rows.Seeded }));
            Rows.Add("more");
        }

        Assert.That(DatabaseAccess.IsAllowed, Is.False);
    }

    [Test]
    public void Works_where_it_is_allowed_again() => Works_where_it_is_allowed();

    [Test]
    [RequiresDatabase]
    public void Is_refused_within_Block()
    {
        Rows.Add("before");
        using (DatabaseAccess.Block())
        {
            Assert.That(Refused.CodeOf(static () => Rows.Add("within")), Is.EqualTo("DBG1006"));
            Assert.That(Refused.CodeOf(static () => s_open.Add("within")), Is.EqualTo("DBG1006"));
        }

        Assert.That(Rows.Names(), Is.EqualTo(new[] { "before", Rows.Seeded }));
    }

    // A pool gives an open connection without a word: its first command is what is refused.
    private static void OpenPhysically() => Rows.OpenWith(Unpooled()).Dispose();

    private static string Unpooled() => new NpgsqlConnectionStringBuilder(Rows.ConnectionString()) { Pooling = false }.ConnectionString;
}
