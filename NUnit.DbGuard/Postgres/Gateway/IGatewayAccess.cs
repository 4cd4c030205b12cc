namespace NUnit.DbGuard.Postgres.Gateway;

/// <summary>Says whose work a group of a client's is.</summary>
internal interface IGatewayAccess
{
    /// <summary>The test that a group that comes now belongs to.</summary>
    /// <exception cref="DatabaseGuardException">No test may use the database now.</exception>
    GatewayTest TestOfNow();
}
