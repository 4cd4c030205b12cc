namespace NUnit.DbGuard.Tests.Inner.SetUp;

/// <summary>A file that the outer test reads: one line each time a database is made.</summary>
internal static class CreationLog
{
    private static readonly Lock s_lock = new();

    public static void Add(string line)
    {
        if (Environment.GetEnvironmentVariable("INNER_LOG") is { Length: > 0 } path)
        {
            lock (s_lock)
            {
                File.AppendAllText(path, line + "\n");
            }
        }
    }

    public static Func<TestDatabase, CancellationToken, Task> Of(string name) => (_, _) =>
    {
        Add(name);
        return Task.CompletedTask;
    };
}
