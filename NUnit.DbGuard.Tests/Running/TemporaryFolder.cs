namespace NUnit.DbGuard.Tests.Running;

/// <summary>A folder of one test's own.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>The folder.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("dbguard-test-").FullName;

    /// <summary>The names of all files and folders in it.</summary>
    public IEnumerable<string> Names => new DirectoryInfo(Path).EnumerateFileSystemInfos().Select(static entry => entry.Name).Order(StringComparer.Ordinal);

    /// <summary>The path of a file in it.</summary>
    /// <param name="name">The file's name.</param>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
