using System.Reflection;

namespace NUnit.DbGuard.Tests.Running;

/// <summary>The package as <c>build/pack.sh</c> makes it, and a folder in which projects restore it.</summary>
/// <remarks>
/// It is packed from what the solution's build has left, under a version that no feed has. Restored packages go into the folder, so that none of an earlier pack is
/// taken from the machine's own; the others are read from there.
/// </remarks>
internal sealed class PackedPackage : IDisposable
{
    private const string Version = "0.1.0.1";

    private static readonly string s_root =
        typeof(PackedPackage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static data => data.Key == "RepositoryRoot").Value!;

    private static readonly string s_configuration =
        typeof(PackedPackage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static data => data.Key == "Configuration").Value!;

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _environment;

    /// <summary>Packs.</summary>
    public PackedPackage()
    {
        _environment = new Dictionary<string, string> { ["NUGET_PACKAGES"] = _folder["cache"] };
        try
        {
            Pack(Feed);
            string machine = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
                ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
            File.WriteAllText(_folder["nuget.config"], $"""
                <configuration>
                  <packageSources><add key="packed" value="{Feed}" /></packageSources>
                  {(Directory.Exists(machine) ? $"""<fallbackPackageFolders><add key="machine" value="{machine}" /></fallbackPackageFolders>""" : string.Empty)}
                </configuration>
                """);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The folder that holds the package; projects go into folders in it.</summary>
    public string Root => _folder.Path;

    /// <summary>The package's file.</summary>
    public string PackageFile => Directory.GetFiles(Feed, "*.nupkg").Single();

    /// <summary>The file with its symbols.</summary>
    public string Symbols => Directory.GetFiles(Feed, "*.snupkg").Single();

    private string Feed => _folder["feed"];

    /// <summary>Packs once more.</summary>
    /// <param name="folder">Where to.</param>
    public static void Pack(string folder)
    {
        (int exitCode, string output) = ShortCommand.Run(
            s_root,
            new Dictionary<string, string> { ["CONFIGURATION"] = s_configuration },
            "bash", "build/pack.sh", folder, "--no-build", $"-p:PackageVersion={Version}", "-v", "q");
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"build/pack.sh failed:\n{output}");
        }
    }

    /// <summary>Runs a command in the folder, with the package as one that can be restored.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <returns>Its exit code and all that it wrote.</returns>
    public (int ExitCode, string Output) Run(params string[] command) => ShortCommand.Run(Root, _environment, command);

    public void Dispose() => _folder.Dispose();
}
