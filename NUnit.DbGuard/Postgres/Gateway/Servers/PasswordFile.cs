using System.Globalization;
using System.Text;

namespace NUnit.DbGuard.Postgres.Gateway.Servers;

/// <summary>A file of passwords by host, port, database and user.</summary>
/// <remarks>
/// "The Password File" in the documentation of libpq. Npgsql reads it as well, but looks for the host that it connects to, which here is this process.
/// </remarks>
internal static class PasswordFile
{
    private const int Fields = 5;
    private const string Any = "*";

    /// <summary>The password of the first line that fits; <see langword="null"/>: none does, or the file cannot be read.</summary>
    public static string? Find(string file, string host, int port, string database, string user)
    {
        string[] wanted = [host, port.ToString(CultureInfo.InvariantCulture), database, user];
        try
        {
            foreach (string line in File.ReadLines(file).Select(static line => line.Trim()).Where(static line => line.Length > 0 && line[0] != '#'))
            {
                List<string> fields = Split(line);
                if (fields.Count == Fields && wanted.Zip(fields).All(static pair => pair.Second == Any || pair.First == pair.Second))
                {
                    return fields[^1];
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Without it, the server says what is missing.
        }

        return null;
    }

    private static List<string> Split(string line)
    {
        List<string> fields = [];
        StringBuilder field = new();
        for (int index = 0; index < line.Length; index++)
        {
            if (line[index] == '\\' && index + 1 < line.Length && line[index + 1] is ':' or '\\')
            {
                _ = field.Append(line[++index]);
            }
            else if (line[index] == ':')
            {
                fields.Add(field.ToString());
                _ = field.Clear();
            }
            else
            {
                _ = field.Append(line[index]);
            }
        }

        fields.Add(field.ToString());
        return fields;
    }
}
