namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>A setting that a statement has set.</summary>
/// <param name="Name">Its name, in lower case.</param>
/// <param name="IsLocal">Whether for the transaction only.</param>
internal readonly record struct SettingTouch(string Name, bool IsLocal);
