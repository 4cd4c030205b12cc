using System.Collections.Immutable;
using NUnit.DbGuard.Postgres.Gateway.Clients;
using NUnit.DbGuard.Postgres.Gateway.Shared;

namespace NUnit.DbGuard.Postgres.Gateway.Virtual;

/// <summary>What a client asks for when it connects.</summary>
internal static class StartSettings
{
    /// <summary>The settings that the client begins with.</summary>
    /// <exception cref="ClientRefusalException">One of them is not valid.</exception>
    public static ClientSettings Apply(ClientSession client, ClientLink link)
    {
        ImmutableDictionary<string, string> reported = client.Database.Parameters().ToImmutableDictionary(StringComparer.OrdinalIgnoreCase);
        ClientSettings settings = ClientSettings.Of(reported);
        List<KeyValuePair<string, string>> unknown = [];
        if (link.User != client.Database.User)
        {
            unknown.Add(new("session_authorization", link.User));
        }

        foreach ((string name, string value) in Requested(link))
        {
            if (reported.TryGetValue(name, out string? now) && now == value)
            {
                continue;
            }

            if (name == "application_name" && value.All(char.IsAscii) && value.Length < 64)
            {
                settings = settings.With(name, value, isLocal: false).WithReported(settings.Reported.SetItem(name, value), static _ => false);
            }
            else
            {
                unknown.Add(new(name, value));
            }
        }

        return unknown.Count == 0 ? settings : client.Database.StartSettings(settings, unknown);
    }

    private static IEnumerable<KeyValuePair<string, string>> Requested(ClientLink link)
    {
        foreach ((string name, string value) in link.Parameters)
        {
            if (name == "options")
            {
                foreach ((string option, string setting) in StartupOptions.Parse(value))
                {
                    yield return new(Lower(option), setting);
                }
            }
            else
            {
                yield return new(Lower(name), value);
            }
        }
    }

#pragma warning disable CA1308 // Settings are written in lower case.
    private static string Lower(string name) => name.ToLowerInvariant();
#pragma warning restore CA1308
}
