using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using NUnit.DbGuard.Benchmarks.Bodies;

namespace NUnit.DbGuard.Benchmarks.Measuring;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    public static IEnumerable<string[]> Describe(string commit, bool isQuick)
    {
        yield return ["machine", string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} shared cores, {RuntimeInformation.ProcessArchitecture}, {RuntimeInformation.OSDescription}")];
        yield return ["runtime", $"{RuntimeInformation.FrameworkDescription}, release build, tiered compilation as by default"];
        yield return ["SQLite", $"{SqliteVersion()}, Microsoft.Data.Sqlite {typeof(SqliteConnection).Assembly.GetName().Version?.ToString(3)}"];
        yield return ["memory", FileSystemOf(Place.Memory)];
        yield return ["disk", FileSystemOf(Place.Disk)];
        yield return ["commit", commit];
        yield return ["mode", isQuick ? "quick: for a first glance, too few tests for a verdict" : "full"];
        yield return ["load when it began", LoadAverage()];
    }

    private static string FileSystemOf(Place place)
    {
        DriveInfo drive = new(Path.GetDirectoryName(place.Folder)!);
        return drive.DriveFormat;
    }

    private static string LoadAverage()
    {
        const string source = "/proc/loadavg";
        return File.Exists(source) ? File.ReadAllText(source).Split(' ')[0] + " processes ready to run" : "unknown";
    }

    private static string SqliteVersion()
    {
        using SqliteConnection connection = TestBodies.Open("Data Source=:memory:");
        return connection.ServerVersion;
    }
}
