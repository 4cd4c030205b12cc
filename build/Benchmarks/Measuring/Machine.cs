using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using NUnit.DbGuard.Benchmarks.Bodies;

namespace NUnit.DbGuard.Benchmarks.Measuring;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    public static IEnumerable<string[]> Describe(Arguments arguments, IEnumerable<string[]> subject)
    {
        yield return ["machine", string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} shared cores, {RuntimeInformation.ProcessArchitecture}, {RuntimeInformation.OSDescription}")];
        yield return ["runtime", $"{RuntimeInformation.FrameworkDescription}, release build, tiered compilation as by default"];
        foreach (string[] row in subject)
        {
            yield return row;
        }

        yield return ["commit", arguments.Commit];
        yield return ["mode", arguments.IsQuick ? "quick: for a first glance, too few tests for a verdict" : "full"];
        yield return ["load when it began", LoadAverage()];
    }

    public static IEnumerable<string[]> Sqlite() =>
    [
        ["SQLite", $"{SqliteVersion()}, Microsoft.Data.Sqlite {typeof(SqliteConnection).Assembly.GetName().Version?.ToString(3)}"],
        ["memory", FileSystemOf(Place.Memory)],
        ["disk", FileSystemOf(Place.Disk)],
    ];

    public static string LoadAverage()
    {
        const string source = "/proc/loadavg";
        return File.Exists(source) ? File.ReadAllText(source).Split(' ')[0] + " processes ready to run" : "unknown";
    }

    private static string FileSystemOf(Place place)
    {
        DriveInfo drive = new(Path.GetDirectoryName(place.Folder)!);
        return drive.DriveFormat;
    }

    private static string SqliteVersion()
    {
        using SqliteConnection connection = TestBodies.Open("Data Source=:memory:");
        return connection.ServerVersion;
    }
}
