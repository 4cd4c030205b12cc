using System.Runtime.Versioning;
using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Postgres.Server;
using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Security;

/// <summary>Another user of this machine: <c>nobody</c>, which neither the tests nor their server run as.</summary>
/// <remarks>Only root can become it. Where the tests are not root's, what a folder and a file are open to tells the same.</remarks>
[UnsupportedOSPlatform("windows")]
internal static class Stranger
{
    private const uint Number = 65_534;
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    /// <summary>Runs a program as the stranger.</summary>
    /// <returns><see langword="null"/>: this process cannot become it.</returns>
    public static (int ExitCode, string Output)? TryRun(params string[] program)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return null;
        }

        using TemporaryFolder folder = new();
        File.WriteAllText(folder["users"], $"nobody:x:{Number}:{Number}::/:/bin/sh\n");
        (int ExitCode, string Output)? result = ShortProgram.TryRun(s_limit, ServerUser.FindUnprivileged(folder["users"]).Command(program));
        Assert.That(result, Is.Not.Null, $"{program[0]} is not there, or did not end.");
        return result;
    }

    /// <summary>Asserts that the stranger can neither list, read nor write a folder or file.</summary>
    public static void AssertKeptOut(string path)
    {
        Assert.That(File.GetUnixFileMode(path) & Others, Is.EqualTo(UnixFileMode.None), path);
        foreach (string program in (string[])(Directory.Exists(path) ? ["ls", "touch"] : ["cat", "dd"]))
        {
            string[] arguments = program switch
            {
                "touch" => [Path.Combine(path, "stranger")],
                "dd" => ["if=/dev/null", "conv=notrunc", $"of={path}"],
                _ => [path],
            };
            if (TryRun([program, .. arguments]) is { } result)
            {
                Assert.That(result.Output, Does.Contain("Permission denied"), $"{program} {path}");
                Assert.That(result.ExitCode, Is.Not.Zero);
            }
        }
    }

    /// <summary>Puts what is not this user's under a name: a folder of the stranger's, or else a link to somewhere.</summary>
    public static void Plant(string path, string somewhere)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            _ = Directory.CreateSymbolicLink(path, somewhere);
            return;
        }

        _ = Directory.CreateDirectory(path);
        foreach (string file in Directory.GetFiles(somewhere))
        {
            File.Copy(file, Path.Combine(path, Path.GetFileName(file)));
        }

        UnixNative.ChangeOwner(path, Number, Number);
        Directory.SetLastWriteTimeUtc(path, Directory.GetLastWriteTimeUtc(somewhere));
        Assert.That(FolderOwner.Is(path, Number), Is.True);
    }
}
