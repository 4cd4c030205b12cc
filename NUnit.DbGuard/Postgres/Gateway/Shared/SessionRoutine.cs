using NUnit.DbGuard.Postgres.Gateway.Groups;

namespace NUnit.DbGuard.Postgres.Gateway.Shared;

/// <summary>What a name of the database's own stands for: a function, or a table or view that leads to one by a trigger, a rule or a default.</summary>
/// <param name="Name">The function's, for people.</param>
/// <param name="Uses">What it uses.</param>
/// <param name="View">What it asks of the session; <see langword="null"/>: nothing.</param>
/// <param name="Settings">The settings that it sets by name.</param>
internal sealed record SessionRoutine(string Name, SessionUses Uses, string? View, IReadOnlyList<SettingTouch> Settings)
{
    /// <summary>Both together, under the name of the one that does more than ask the time.</summary>
    public SessionRoutine With(SessionRoutine other) =>
        Name != other.Name && Uses == SessionUses.Time && other.Uses != SessionUses.Time ? other.With(this)
        : this with { Uses = Uses | other.Uses, View = View ?? other.View, Settings = [.. Settings.Union(other.Settings)] };
}
