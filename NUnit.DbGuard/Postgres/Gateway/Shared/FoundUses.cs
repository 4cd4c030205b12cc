namespace NUnit.DbGuard.Postgres.Gateway.Shared;

/// <summary>What was found in a statement.</summary>
/// <param name="Direct">What it uses itself.</param>
/// <param name="View">What it asks of the session itself; <see langword="null"/>: nothing.</param>
/// <param name="Routine">What it reaches by names of the database's own; <see langword="null"/>: nothing.</param>
internal readonly record struct FoundUses(SessionUses Direct, string? View, SessionRoutine? Routine)
{
    public SessionUses ByRoutine => Routine?.Uses ?? SessionUses.None;

    public SessionUses All => Direct | ByRoutine;
}
