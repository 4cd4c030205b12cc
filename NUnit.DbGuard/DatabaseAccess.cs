using NUnit.DbGuard.Lifecycle;

namespace NUnit.DbGuard;

/// <summary>Opens and closes access from code, where a mark is too wide. Scopes nest and follow the async flow.</summary>
public static class DatabaseAccess
{
    /// <summary>Whether the code that runs now may use at least one database.</summary>
    public static bool IsAllowed => GuardSession.Current.Gate.IsAnyAllowed();

    /// <summary>Opens databases until the returned scope is disposed.</summary>
    /// <remarks>
    /// Only databases that the set-up fixture names are ever opened. What is written belongs to the test or fixture that runs;
    /// outside of both it is discarded when the scope ends.
    /// </remarks>
    /// <param name="databases">The names; none means all that are configured.</param>
    /// <returns>The scope; dispose it in the flow that opened it.</returns>
    /// <exception cref="DatabaseSetUpException">DBG2002: there is no such name. DBG7001 to DBG7004: the set-up fixture is at fault.</exception>
    public static IDisposable Allow(params string[] databases)
    {
        ArgumentNullException.ThrowIfNull(databases);
        return GuardSession.Current.Allow(databases);
    }

    /// <summary>Closes all databases until the returned scope is disposed. What is refused inside is thrown but does not fail the test.</summary>
    /// <returns>The scope; dispose it in the flow that opened it.</returns>
    public static IDisposable Block() => GuardSession.Current.Block();
}
