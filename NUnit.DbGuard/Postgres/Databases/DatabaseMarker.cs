using System.Globalization;
using System.Text;
using NUnit.DbGuard.Isolation;

namespace NUnit.DbGuard.Postgres.Databases;

/// <summary>The comment on a database that says that it is ours, how far it is, and what it was made from.</summary>
/// <remarks>
/// A database without it is never dropped, written to or reused. Its first line is <c>NUnit.DbGuard</c>, the version of the format, the state, and <c>kept</c> or
/// <c>once</c>; each further line is a hash and the part of the fingerprint that it is of.
/// </remarks>
/// <param name="State">How far the database is.</param>
/// <param name="IsKept">Whether it is to outlive its run; one that is not was left behind by a run that did not end.</param>
/// <param name="Fingerprint">What it was made from.</param>
internal sealed record DatabaseMarker(DatabaseMarkerState State, bool IsKept, BaselineFingerprint Fingerprint)
{
    public const int Version = 1;

    private const string ContentsPart = "what was in it when it was left";

    /// <summary>What every marker begins with, whatever its version.</summary>
    public const string Start = "NUnit.DbGuard ";

    /// <summary>What somebody writes to a database by hand to let us replace it.</summary>
    public const string Permission = "NUnit.DbGuard 1 dirty kept";

    /// <summary>What it looked like when it was left: <see cref="DatabaseContents"/>; <see langword="null"/>: nobody has looked.</summary>
    public string? Contents { get; init; }

    /// <summary>Whether a comment is a marker, of this version or of another.</summary>
    public static bool IsMarker(string? comment) => comment?.StartsWith(Start, StringComparison.Ordinal) == true;

    /// <summary>The version that a marker names.</summary>
    /// <returns><see langword="null"/> when it names none.</returns>
    public static int? VersionOf(string comment) =>
        int.TryParse(FirstLine(comment).ElementAtOrDefault(1), NumberStyles.None, CultureInfo.InvariantCulture, out int version) ? version : null;

    /// <summary>Reads a marker of this version.</summary>
    /// <returns><see langword="null"/> when it is not whole.</returns>
    public static DatabaseMarker? TryRead(string comment)
    {
        string[] words = FirstLine(comment);
        if (VersionOf(comment) != Version || words.Length != 4 || StateOf(words[2]) is not { } state || words[3] is not ("kept" or "once"))
        {
            return null;
        }

        List<KeyValuePair<string, string>> parts = [];
        foreach (string line in comment.Split('\n').Skip(1))
        {
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space < 0)
            {
                return null;
            }

            parts.Add(new(Unescape(line[(space + 1)..]), line[..space]));
        }

        string? contents = parts.Find(static part => part.Key == ContentsPart).Value;
        _ = parts.RemoveAll(static part => part.Key == ContentsPart);
        return new DatabaseMarker(state, words[3] == "kept", new BaselineFingerprint(parts)) { Contents = contents };
    }

    /// <summary>The text of the comment.</summary>
    public string Write()
    {
        StringBuilder text = new($"{Start}{Version} {WordOf(State)} {(IsKept ? "kept" : "once")}");
        foreach ((string part, string hash) in Fingerprint.Parts)
        {
            text.Append('\n').Append(hash).Append(' ').Append(Escape(part));
        }

        if (Contents is { } contents)
        {
            text.Append('\n').Append(contents).Append(' ').Append(ContentsPart);
        }

        return text.ToString();
    }

    private static DatabaseMarkerState? StateOf(string word) => word switch
    {
        "creating" => DatabaseMarkerState.Creating,
        "ready" => DatabaseMarkerState.Ready,
        "dirty" => DatabaseMarkerState.Dirty,
        _ => null,
    };

    private static string WordOf(DatabaseMarkerState state) => state switch
    {
        DatabaseMarkerState.Creating => "creating",
        DatabaseMarkerState.Ready => "ready",
        DatabaseMarkerState.Dirty => "dirty",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, message: null),
    };

    private static string[] FirstLine(string comment) => comment.Split('\n')[0].Split(' ');

    private static string Escape(string part) =>
        part.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\0", string.Empty, StringComparison.Ordinal);

    private static string Unescape(string part)
    {
        StringBuilder text = new(part.Length);
        for (int i = 0; i < part.Length; i++)
        {
            bool isEscape = part[i] == '\\' && i + 1 < part.Length;
            _ = text.Append(!isEscape ? part[i] : part[++i] == 'n' ? '\n' : part[i]);
        }

        return text.ToString();
    }
}
