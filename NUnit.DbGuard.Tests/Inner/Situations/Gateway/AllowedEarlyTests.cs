using Npgsql;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

/// <summary>A host that looks at its database when it starts, which was allowed; run alone, so that the database is made for it.</summary>
[Category("Separate")]
public sealed class AllowedEarlyTests
{
    private long _found;

    [OneTimeSetUp]
    public void StartHost()
    {
        using (DatabaseAccess.Allow())
        {
            using NpgsqlConnection connection = Rows.Open();
            _found = connection.Count();
        }
    }

    [Test, RequiresDatabase]
    public void Has_found_the_seed() => Assert.That(_found, Is.EqualTo(1));
}
