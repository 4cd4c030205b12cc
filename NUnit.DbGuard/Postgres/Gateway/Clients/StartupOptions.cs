using System.Text;

namespace NUnit.DbGuard.Postgres.Gateway.Clients;

/// <summary>The start-up parameter <c>options</c>: arguments of a command line, of which the server takes settings.</summary>
/// <remarks>
/// Words are parted by white space, and a backslash takes the next character as it is: <c>pg_split_opts</c> in the server's <c>utils/init/postinit.c</c>.
/// Settings: <c>process_postgres_switches</c> in <c>tcop/postgres.c</c>, of whose switches <c>-c name=value</c> and <c>--name=value</c> are known here;
/// the others set the same settings by one letter, and are refused.
/// </remarks>
internal static class StartupOptions
{
    private const string SyntaxError = "42601";

    /// <summary>Takes the settings out of it, in order.</summary>
    /// <exception cref="ClientRefusalException">It is not what the server would take.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Parse(string options)
    {
        List<KeyValuePair<string, string>> settings = [];
        Queue<string> words = new(Split(options));
        while (words.TryDequeue(out string? word))
        {
            string shown = word.StartsWith("--", StringComparison.Ordinal) ? word[2..] : word;
            string setting = word switch
            {
                "-c" when words.Count == 0 => throw Invalid(word),
                "-c" => words.Dequeue(),
                ['-', 'c', ..] or ['-', '-', _, ..] => word[2..],
                _ => throw Invalid(word),
            };
            int equals = setting.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                throw new ClientRefusalException(SyntaxError, word[1] == 'c' ? $"-c {setting} requires a value" : $"--{shown} requires a value");
            }

            // Where a dash is not possible, as in a setting's name, an underscore is meant.
            settings.Add(new(setting[..equals].Replace('-', '_'), setting[(equals + 1)..]));
        }

        return settings;
    }

    /// <summary>Writes settings so that the server, or <see cref="Parse"/>, takes them out again.</summary>
    public static string Compose(IEnumerable<KeyValuePair<string, string>> settings)
    {
        StringBuilder options = new();
        foreach ((string name, string value) in settings)
        {
            _ = options.Append(options.Length == 0 ? "-c " : " -c ").Append(name).Append('=');
            foreach (char character in value)
            {
                _ = (char.IsWhiteSpace(character) || character == '\\' ? options.Append('\\') : options).Append(character);
            }
        }

        return options.ToString();
    }

    private static ClientRefusalException Invalid(string word) =>
        new(SyntaxError, $"invalid command-line argument for server process: {word}", hint: "The gateway takes \"-c name=value\" and \"--name=value\".");

    private static List<string> Split(string options)
    {
        List<string> words = [];
        StringBuilder? word = null;
        for (int index = 0; index < options.Length; index++)
        {
            char character = options[index];
            if (character is ' ' or '\t' or '\n' or '\v' or '\f' or '\r')
            {
                if (word is not null)
                {
                    words.Add(word.ToString());
                    word = null;
                }

                continue;
            }

            word ??= new StringBuilder();
            if (character != '\\')
            {
                _ = word.Append(character);
            }
            else if (++index < options.Length)
            {
                _ = word.Append(options[index]);
            }
        }

        if (word is not null)
        {
            words.Add(word.ToString());
        }

        return words;
    }
}
