using System.Reflection;

namespace NUnit.DbGuard.Tests.Docs;

/// <summary>The files of the repository that tests read.</summary>
internal static class Repository
{
    private static string Root { get; } =
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static data => data.Key == "RepositoryRoot").Value!;

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    public static string Read(string relative) => File.ReadAllText(PathOf(relative)).ReplaceLineEndings("\n");
}
