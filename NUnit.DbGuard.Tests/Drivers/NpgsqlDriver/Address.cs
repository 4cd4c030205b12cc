namespace NUnit.DbGuard.Tests.Drivers.NpgsqlDriver;

/// <summary>The schema's composite type.</summary>
public sealed record Address(string Street, string City);
