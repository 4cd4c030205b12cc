using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NUnit.DbGuard.Postgres.Databases;

/// <summary>Names of test databases, as the server keeps them.</summary>
internal static class TestDatabaseName
{
    /// <summary>What the server keeps of a name, in bytes. Source: <c>NAMEDATALEN</c>, 64 with its terminator.</summary>
    public const int LongestName = 63;

    private const string UnbornPrefix = "dbguard_new_";
    private const int HashLength = 8;

    /// <summary>The regular expression, as the server understands it, that <see cref="Unborn"/> fits.</summary>
    public const string UnbornPattern = "^dbguard_new_[0-9a-f]{32}$";

    /// <summary>The name of a test database.</summary>
    /// <param name="chosen">The name that the set-up fixture chose; <see langword="null"/>: <c>test_</c> and the one that the code under test knows.</param>
    /// <param name="database">The name that the code under test knows.</param>
    /// <param name="suffix">The run's suffix; empty: none.</param>
    /// <param name="number">1, or a higher one while other runs have the names before it.</param>
    /// <param name="worker">The worker whose copy it is; <see langword="null"/>: it is none's.</param>
    /// <param name="clone">Its number among the databases of single tests; <see langword="null"/>: it is none of those.</param>
    /// <returns>
    /// <c>test_name_suffix_2_w1</c>. One that is too long is cut in its first part, and a hash of that part follows: the server would cut the end, and two
    /// databases would become one.
    /// </returns>
    public static string Of(string? chosen, string database, string suffix, int number, int? worker = null, int? clone = null)
    {
        string name = chosen ?? $"test_{database}";
        string end = (suffix.Length > 0 ? $"_{suffix}" : string.Empty) + (number > 1 ? string.Create(CultureInfo.InvariantCulture, $"_{number}") : string.Empty)
            + (worker is { } copy ? string.Create(CultureInfo.InvariantCulture, $"_w{copy}") : string.Empty)
            + (clone is { } single ? string.Create(CultureInfo.InvariantCulture, $"_c{single}") : string.Empty);
        if (Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(end) <= LongestName)
        {
            return name + end;
        }

        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(chosen ?? database)))[..HashLength];
        return $"{Cut(name, LongestName - Encoding.UTF8.GetByteCount(end) - HashLength - 1)}_{hash}{end}";
    }

    /// <summary>A name for a database between its creation and its marker.</summary>
    public static string Unborn() => UnbornPrefix + RandomNumberGenerator.GetHexString(32, lowercase: true);

    private static string Cut(string name, int bytes)
    {
        int length = 0;
        foreach (Rune rune in name.EnumerateRunes())
        {
            bytes -= rune.Utf8SequenceLength;
            if (bytes < 0)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return name[..length];
    }
}
