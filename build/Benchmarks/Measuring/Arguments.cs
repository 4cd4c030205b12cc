namespace NUnit.DbGuard.Benchmarks.Measuring;

/// <summary>What the measuring process was asked for.</summary>
internal sealed class Arguments(string[] words)
{
    /// <summary>Whether figures for a first glance are enough.</summary>
    public bool IsQuick { get; } = words.Contains("--quick");

    /// <summary>The question, or the family of questions, that is asked alone.</summary>
    public string? Only { get; } = ValueOf(words, "--only");

    public string Commit { get; } = ValueOf(words, "--commit") ?? "unknown";

    /// <summary>Shows the report, and writes it where that was asked for.</summary>
    public void Publish(Report report)
    {
        if (ValueOf(words, "--output") is { } file)
        {
            File.WriteAllText(file, report.ToString());
        }

        Console.Write(report.ToString());
    }

    private static string? ValueOf(string[] words, string name)
    {
        int index = Array.IndexOf(words, name);
        return index >= 0 && index + 1 < words.Length ? words[index + 1] : null;
    }
}
