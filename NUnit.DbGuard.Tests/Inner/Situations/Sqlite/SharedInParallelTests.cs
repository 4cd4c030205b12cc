using Microsoft.Data.Sqlite;

namespace NUnit.DbGuard.Tests.Inner.Situations.Sqlite;

/// <summary>Two tests that run at the same time over one connection of their fixture's. One of them fails on purpose.</summary>
[Category("Separate")]
[RequiresDatabase]
[Parallelizable(ParallelScope.Children)]
public sealed class SharedInParallelTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly Barrier _barrier = new(2);
    private SqliteConnection _connection = null!;

    [OneTimeSetUp]
    public void Open()
    {
        _connection = new SqliteConnection("Data Source=inner.db;Pooling=False");
        _connection.Open();
    }

    [OneTimeTearDown]
    public void Close()
    {
        _connection.Dispose();
        _barrier.Dispose();
    }

    [Test]
    public void One() => Use();

    [Test]
    public void Other() => Use();

    private void Use()
    {
        Assert.That(_barrier.SignalAndWait(s_limit), Is.True);
        try
        {
            lock (_barrier)
            {
                using SqliteCommand command = new("SELECT count(*) FROM items", _connection);
                _ = command.ExecuteScalar();
            }
        }
        finally
        {
            Assert.That(_barrier.SignalAndWait(s_limit), Is.True);
        }
    }
}
