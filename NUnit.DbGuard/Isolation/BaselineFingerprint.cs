using System.Security.Cryptography;
using System.Text;
using NUnit.DbGuard.Lifecycle;

namespace NUnit.DbGuard.Isolation;

/// <summary>What a baseline was made from, part by part, so that a later run knows whether it still fits and which part changed.</summary>
/// <param name="Parts">Each part's name with its hash, in the order of the steps; where the hash is dear, <c>:</c> and the step's stamp follow.</param>
internal sealed record BaselineFingerprint(IReadOnlyList<KeyValuePair<string, string>> Parts)
{
    private const char StampMark = ':';

    /// <summary>Of what nobody will compare with.</summary>
    public static BaselineFingerprint None { get; } = new([]);

    /// <param name="engine">The database.</param>
    /// <param name="definition">What the set-up fixture says of it.</param>
    /// <param name="settings">The run's settings.</param>
    /// <param name="serverPart">What the first part is called: what runs the database's SQL.</param>
    /// <param name="server">The server's or library's kind and version.</param>
    /// <param name="template">Something that changes with the template's contents; <see langword="null"/>: there is none.</param>
    /// <param name="earlier">An earlier one; a step that has its stamp still has its hash.</param>
    public static BaselineFingerprint Of(
        DatabaseEngine engine, DatabaseDefinition definition, RunSettings settings, string serverPart, string server, string? template, BaselineFingerprint? earlier)
    {
        List<KeyValuePair<string, string>> parts = [new(serverPart, Hash(server))];
        if ((definition.Encoding ?? definition.Locale ?? definition.Owner) is not null)
        {
            parts.Add(new("its encoding, locale and owner", Hash($"{definition.Encoding}\n{definition.Locale}\n{definition.Owner}")));
        }

        if (template is not null)
        {
            parts.Add(new($"the template {definition.Template}", Hash(template)));
        }

        int number = 0;
        foreach (SchemaStep step in definition.Steps)
        {
            number++;
            string name = $"step {number}, {step.Description}";
            string? stamp = step.Stamp(settings);
            parts.Add(new(name, earlier?.FindStamped(name, stamp) ?? Stamped(Hash(step.Fingerprint(engine, settings)), stamp)));
        }

        return new BaselineFingerprint(parts);
    }

    /// <summary>The first part that differs, for the one line that says why a database is made anew.</summary>
    /// <returns><see langword="null"/> when all is the same.</returns>
    public string? FirstDifference(BaselineFingerprint other)
    {
        for (int i = 0; i < Math.Max(Parts.Count, other.Parts.Count); i++)
        {
            if (i >= Parts.Count)
            {
                return $"{other.Parts[i].Key} is gone";
            }

            if (i >= other.Parts.Count)
            {
                return $"{Parts[i].Key} is new";
            }

            if (Parts[i].Key != other.Parts[i].Key || HashOf(Parts[i].Value) != HashOf(other.Parts[i].Value))
            {
                return $"{Parts[i].Key} has changed";
            }
        }

        return null;
    }

    /// <summary>The same with one more part.</summary>
    public BaselineFingerprint With(string part, string value) => new([.. Parts, new(part, Hash(value))]);

    /// <summary>Whether all is the same, the stamps too: what is kept need not be written again.</summary>
    public bool IsWrittenAs(BaselineFingerprint other) => Parts.SequenceEqual(other.Parts);

    private static string Stamped(string hash, string? stamp) => stamp is null ? hash : $"{hash}{StampMark}{stamp}";

    private static string HashOf(string value) => value.IndexOf(StampMark, StringComparison.Ordinal) is > 0 and { } end ? value[..end] : value;

    private string? FindStamped(string part, string? stamp) => stamp is null
        ? null
        : Parts.FirstOrDefault(known => known.Key == part && known.Value.EndsWith($"{StampMark}{stamp}", StringComparison.Ordinal)).Value;

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
