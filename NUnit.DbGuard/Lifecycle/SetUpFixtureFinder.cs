using System.Reflection;
using NUnit.DbGuard.Errors;
using NUnit.Framework;

namespace NUnit.DbGuard.Lifecycle;

/// <summary>Finds the one class of a test assembly that names its databases.</summary>
internal static class SetUpFixtureFinder
{
    /// <summary>Makes the set-up fixture, for access that comes before NUnit has made it.</summary>
    /// <exception cref="DatabaseSetUpException">DBG7001 to DBG7004.</exception>
    public static DatabaseSetUpFixture Create(Assembly? assembly)
    {
        Type[] fixtures = assembly is null ? GuardedAssemblies().SelectMany(Find).ToArray() : Find(assembly);
        if (fixtures.Length == 0)
        {
            throw SetUpErrors.NoSetUpFixture(assembly?.GetName().Name ?? "the test assembly");
        }

        Check(fixtures[0]);
        try
        {
            return (DatabaseSetUpFixture)Activator.CreateInstance(fixtures[0], nonPublic: true)!;
        }
        catch (Exception exception) when (exception is TargetInvocationException or MissingMethodException)
        {
            throw SetUpErrors.ConfigureFailed(fixtures[0].FullName!, exception.InnerException ?? exception);
        }
    }

    /// <summary>Checks that NUnit runs the set-up fixture, and that it is the only one of its assembly.</summary>
    public static void Check(Type fixture)
    {
        Type[] all = Find(fixture.Assembly);
        if (all.Length > 1)
        {
            throw SetUpErrors.SeveralSetUpFixtures(all.Select(static type => type.FullName!));
        }

        if (!fixture.IsDefined(typeof(SetUpFixtureAttribute), inherit: true))
        {
            throw SetUpErrors.NotASetUpFixture(fixture.FullName!);
        }
    }

    // Before any test has begun, nothing but the attribute tells which assembly is tested.
    private static IEnumerable<Assembly> GuardedAssemblies() =>
        AppDomain.CurrentDomain.GetAssemblies().Where(static assembly => !assembly.IsDynamic && assembly.IsDefined(typeof(GuardDatabasesAttribute), inherit: false));

    private static Type[] Find(Assembly assembly) =>
        [.. assembly.GetTypes().Where(static type => type is { IsAbstract: false, IsClass: true } && type.IsSubclassOf(typeof(DatabaseSetUpFixture)))];
}
