namespace NUnit.DbGuard.Tests.Drivers.NpgsqlDriver;

/// <summary>The schema's enum.</summary>
public enum Mood
{
    Sad,
    Ok,
    Happy,
}
