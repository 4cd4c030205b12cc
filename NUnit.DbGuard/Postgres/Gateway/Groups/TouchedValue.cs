namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>What a setting has become.</summary>
/// <param name="Touch">The setting.</param>
/// <param name="Value">Its value, as the server says it.</param>
internal readonly record struct TouchedValue(SettingTouch Touch, string Value);
