using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace NUnit.DbGuard.Tests.Inner.Situations.Sqlite;

/// <summary>A command that a test leaves running, and that no interrupt stops. It fails on purpose.</summary>
[Category("Separate")]
[RequiresDatabase]
public sealed class DeafCommandTests
{
    private static readonly TimeSpan s_longerThanTheLimit = TimeSpan.FromSeconds(20);

    [Test]
    [SuppressMessage("Reliability", "CA2000", Justification = "It is left behind, that is the situation.")]
    public async Task Leaves_it_running()
    {
        TaskCompletionSource begun = new();
        SqliteConnection connection = new("Data Source=inner.db;Pooling=False");
        await connection.OpenAsync();
        connection.CreateFunction("nap", () =>
        {
            begun.SetResult();
            Thread.Sleep(s_longerThanTheLimit);
            return 1;
        });
        _ = Task.Run(() =>
        {
            using SqliteCommand command = new("SELECT nap()", connection);
            _ = command.ExecuteScalar();
        });
        await begun.Task;
    }
}
