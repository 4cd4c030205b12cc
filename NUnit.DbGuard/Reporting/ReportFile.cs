using System.Text;

namespace NUnit.DbGuard.Reporting;

/// <summary>The file that the page goes to.</summary>
internal static class ReportFile
{
    /// <summary>Where the page goes.</summary>
    /// <param name="setting">The setting's value: a file or a folder; empty: the test's work directory.</param>
    /// <param name="workDirectory">What a relative path counts from.</param>
    /// <param name="assembly">The test assembly's name, which a file in a folder is called by: several assemblies of one run have a page each.</param>
    public static string PathOf(string setting, string workDirectory, string assembly)
    {
        string path = Path.GetFullPath(setting, workDirectory);
        return IsFile(setting) && !Directory.Exists(path) ? path : Path.Combine(path, $"{string.Join('_', assembly.Split(Path.GetInvalidFileNameChars()))}.dbguard.html");
    }

    /// <summary>Whether a setting names a page and not a folder.</summary>
    public static bool IsFile(string setting) => Path.GetExtension(setting).ToUpperInvariant() is ".HTML" or ".HTM";

    /// <summary>Writes the page. Who reads the file meanwhile, or writes it too, finds a whole one.</summary>
    public static void Write(string path, string page)
    {
        string folder = Path.GetDirectoryName(path)!;
        _ = Directory.CreateDirectory(folder);
        string unfinished = Path.Combine(folder, $".{Path.GetFileName(path)}.{Environment.ProcessId}.tmp");
        try
        {
            File.WriteAllText(unfinished, page, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }
}
