using NUnit.DbGuard.Lifecycle;
using NUnit.Framework;

namespace NUnit.DbGuard;

/// <summary>Names the databases of a test assembly. Derive from it once and add <c>[SetUpFixture]</c>.</summary>
/// <remarks>
/// <see cref="Configure"/> is called once per run, before any test. It only names databases: each is created by the first
/// test that needs it, and an error in <see cref="Configure"/> or in a database's creation fails the tests that need a database, no others.
/// </remarks>
public abstract class DatabaseSetUpFixture
{
    /// <summary>Called by NUnit before the first test; hands this fixture to the guard.</summary>
    [OneTimeSetUp]
    public void NameDatabases() => GuardSession.Current.Adopt(this);

    /// <summary>Names the databases, where their schema comes from, and their seed.</summary>
    /// <param name="databases">The catalog to add them to.</param>
    protected abstract void Configure(TestDatabaseCatalog databases);

    internal void CallConfigure(TestDatabaseCatalog databases) => Configure(databases);
}
