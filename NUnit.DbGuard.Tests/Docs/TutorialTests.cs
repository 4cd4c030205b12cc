using System.Text.RegularExpressions;
using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Docs;

/// <summary>A stranger in an empty folder who does what docs/tutorial.md says, to the letter, with the packed package.</summary>
public sealed partial class TutorialTests
{
    [Test]
    public void The_tutorial_does_what_it_says()
    {
        using PackedPackage package = new();
        string output = string.Empty;

        foreach ((string kind, string file, string text) in Steps())
        {
            switch (kind)
            {
                case "run":
                    output = string.Concat(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Run(package, line)));
                    break;
                case "file":
                    File.WriteAllText(Path.Combine(package.Root, file), text);
                    break;
                case "prints":
                    Assert.That(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !IsPrinted(line, output)), Is.Empty, output);
                    break;
                default:
                    Assert.Fail($"The tutorial has a step '{kind}'.");
                    break;
            }
        }

        Assert.That(Directory.GetFiles(package.Root, "shop.db", SearchOption.AllDirectories), Is.Empty, "The application's own file is never made.");
    }

    [Test]
    public void The_tutorial_is_as_short_as_it_says()
    {
        (string Kind, string File, string Text)[] steps = [.. Steps()];

        string[] commands = [.. steps.Where(static step => step.Kind == "run").SelectMany(static step => step.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))];
        Assert.That(commands.Count(static command => !command.StartsWith("dotnet test", StringComparison.Ordinal)), Is.EqualTo(2));
        Assert.That(steps.Where(static step => step.Kind == "file").Select(static step => step.File).Distinct().Count(), Is.EqualTo(4));
        Assert.That(steps.Count(static step => step.Kind == "prints"), Is.EqualTo(3));
    }

    // A 'dotnet test' with a failing test ends with an error as well; what it prints decides.
    private static string Run(PackedPackage package, string command)
    {
        (int exitCode, string output) = package.Run("sh", "-c", command);
        Assert.That(exitCode, command.StartsWith("dotnet test", StringComparison.Ordinal) ? Is.AnyOf(0, 1) : Is.Zero, output);
        return AnsiPattern().Replace(output.ReplaceLineEndings("\n"), string.Empty);
    }

    private static bool IsPrinted(string line, string output) =>
        Regex.IsMatch(output, string.Join(".*", line.Split('…').Select(Regex.Escape)));

    private static IEnumerable<(string Kind, string File, string Text)> Steps() =>
        StepPattern().Matches(Repository.Read("docs/tutorial.md"))
            .Select(static match => (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value));

    [GeneratedRegex(@"<!-- (run|file|prints)(?:: (\S+))? -->\n```\w+\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex StepPattern();

    [GeneratedRegex(@"\x1b\[[0-9;]*[A-Za-z]")]
    private static partial Regex AnsiPattern();
}
