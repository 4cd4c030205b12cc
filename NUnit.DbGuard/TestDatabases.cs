using NUnit.DbGuard.Lifecycle;

namespace NUnit.DbGuard;

/// <summary>The databases that the set-up fixture named, for the code of tests.</summary>
public static class TestDatabases
{
    /// <summary>The database named <c>default</c>.</summary>
    /// <exception cref="DatabaseAccessBlockedException">DBG1001, DBG1003: the running test may not use it.</exception>
    public static TestDatabase Default => Get(DatabaseMark.DefaultDatabase);

    /// <summary>Finds a database by its name.</summary>
    /// <param name="name">The name that the set-up fixture gave it.</param>
    /// <returns>The database.</returns>
    /// <exception cref="DatabaseAccessBlockedException">DBG1001, DBG1003: the running test may not use it.</exception>
    /// <exception cref="DatabaseSetUpException">DBG2002: there is no such name. DBG7001 to DBG7004: the set-up fixture is at fault.</exception>
    public static TestDatabase Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return GuardSession.Current.GetDatabase(name);
    }
}
