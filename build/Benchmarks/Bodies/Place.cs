using Microsoft.Data.Sqlite;

namespace NUnit.DbGuard.Benchmarks.Bodies;

/// <summary>A folder of ordinary database files.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Folder">The folder.</param>
internal sealed record Place(string Name, string Folder)
{
    private const string MemoryFileSystem = "/dev/shm";

    /// <summary>What guarded code is configured with; nothing is ever written there.</summary>
    public static Place Configured { get; } = new("configured", Path.Combine(AppContext.BaseDirectory, "configured"));

    /// <summary>The best case of an unguarded test: no disk. It is where the guard puts its copies, too.</summary>
    public static Place Memory { get; } = new("memory", Path.Combine(Directory.Exists(MemoryFileSystem) ? MemoryFileSystem : Path.GetTempPath(), $"benchmark-memory-{Environment.ProcessId}"));

    /// <summary>A disk: beside the program.</summary>
    public static Place Disk { get; } = new("disk", Path.Combine(AppContext.BaseDirectory, $"benchmark-disk-{Environment.ProcessId}"));

    public static Place Of(string name) => name == Disk.Name ? Disk : name == Memory.Name ? Memory : Configured;

    public string FileOf(string database) => Path.Combine(Folder, database + ".db");

    public string ConnectionStringOf(string database) => new SqliteConnectionStringBuilder { DataSource = FileOf(database) }.ConnectionString;

    public void Delete()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
