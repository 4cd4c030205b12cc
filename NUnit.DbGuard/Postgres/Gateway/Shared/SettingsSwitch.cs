using System.Collections.Immutable;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Postgres.Gateway.Shared;

/// <summary>Takes the session from one client's settings to another's, by the differences only.</summary>
internal static class SettingsSwitch
{
    private const string Authorization = "session_authorization", Role = "role";

    public static void Add(Flight flight, ImmutableDictionary<string, string> from, ImmutableDictionary<string, string> to)
    {
        if (ReferenceEquals(from, to))
        {
            return;
        }

        // Rights first: what follows may need those of the session's own user, and a role needs its user's.
        bool changesUser = from.GetValueOrDefault(Authorization) != to.GetValueOrDefault(Authorization);
        if (from.ContainsKey(Role) && (changesUser || !to.ContainsKey(Role)))
        {
            OwnStatements.Add(flight, "RESET ROLE");
        }

        if (changesUser)
        {
            OwnStatements.Add(flight, "RESET SESSION AUTHORIZATION");
        }

        foreach ((string name, string value) in from)
        {
            if (name is not (Authorization or Role) && !to.ContainsKey(name))
            {
                OwnStatements.Add(flight, Reset(name));
            }
        }

        foreach ((string name, string value) in to)
        {
            if (name is not (Authorization or Role) && from.GetValueOrDefault(name) != value)
            {
                Set(flight, name, value);
            }
        }

        if (changesUser && to.TryGetValue(Authorization, out string? user))
        {
            Set(flight, Authorization, user);
        }

        if (to.TryGetValue(Role, out string? role) && (changesUser || from.GetValueOrDefault(Role) != role))
        {
            Set(flight, Role, role);
        }
    }

    /// <summary>The statement that puts a setting back to what the session began with.</summary>
    public static string Reset(string name) => $"RESET {SettingName.Quote(name)}";

    private static void Set(Flight flight, string name, string value) => OwnStatements.Add(flight, OwnStatements.SetConfig, parameters: [name, value]);
}
