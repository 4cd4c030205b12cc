using System.Collections;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NUnit.DbGuard.Isolation;

/// <summary>Something cheap that changes whenever the program under test may have: its code, the files beside it that schemas are made from, its environment.</summary>
/// <remarks>
/// While it is the same, what was computed from the program before is still right. It may change for nothing, as by a new build of the same code; then that is computed again.
/// </remarks>
internal static class ProgramFiles
{
    private const int MostFiles = 20_000;

    // Code; SQL and data that migrations read; settings that models read.
    private static readonly string[] s_extensions = [".dll", ".exe", ".sql", ".json", ".csv"];

    // Variables that terminals and test hosts set anew each time, and our own settings.
    private static readonly string[] s_volatile =
        ["_=", "PWD", "OLDPWD", "SHLVL", "COLUMNS", "LINES", "WINDOWID", "TERM", "SSH_", "XDG_", "VSCODE_", "VSTEST_", "TESTINGPLATFORM_", "MSBUILD", "DOTNET_CLI_", "DBGUARD_", "INVOCATION_ID", "JOURNAL_STREAM"];

    private static readonly Lazy<string?> s_stamp = new(static () => Of(AppContext.BaseDirectory));

    /// <summary>The stamp of this process; <see langword="null"/>: none can be told.</summary>
    public static string? Stamp => s_stamp.Value;

    /// <summary>The stamp of a program in a folder.</summary>
    public static string? Of(string folder)
    {
        try
        {
            FileInfo[] files = [.. new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
                .Where(static file => Array.Exists(s_extensions, extension => file.Name.EndsWith(extension, StringComparison.OrdinalIgnoreCase)))
                .Take(MostFiles + 1)
                .OrderBy(static file => file.FullName, StringComparer.Ordinal)];
            if (files.Length > MostFiles)
            {
                return null;
            }

            StringBuilder text = new();
            foreach (FileInfo file in files)
            {
                text.Append(CultureInfo.InvariantCulture, $"{file.FullName}\n{file.Length} {file.LastWriteTimeUtc.Ticks}\n");
            }

            text.AppendJoin('\n', Variables());
            return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Variables() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Select(static variable => $"{variable.Key}={variable.Value}")
        .Where(static variable => !Array.Exists(s_volatile, name => variable.StartsWith(name, StringComparison.OrdinalIgnoreCase)))
        .Order(StringComparer.Ordinal);
}
