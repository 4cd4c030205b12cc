using System.Reflection;
using NUnit.DbGuard.Errors;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace NUnit.DbGuard.Lifecycle;

/// <summary>Finds the mark that holds for a test: the nearest one, which wins entirely.</summary>
/// <remarks>
/// A mark is read where NUnit applies it and kept as a property of that test or suite; a look-up climbs from the test to
/// the assembly. On one class, the most derived type that carries a mark counts, and a class without any takes the mark of
/// the class it is nested in.
/// </remarks>
internal static class MarkReader
{
    // The leading underscore keeps adapters from showing the property as a trait.
    private const string MarkProperty = "_DBGUARD_MARK";

    /// <summary>Keeps the mark of the element that NUnit is building <paramref name="test"/> from.</summary>
    /// <param name="test">The test or suite.</param>
    /// <param name="attribute">The attribute that NUnit has found there; <see langword="null"/>: none, or one that is no mark.</param>
    public static void Apply(Test test, NUnitAttribute? attribute)
    {
        if (test is not TestAssembly && !IsGuarded(test))
        {
            test.MakeInvalid(SetUpErrors.NotInstalled(test.FullName).Message);
            return;
        }

        try
        {
            if (Declared(test, attribute) is { } mark)
            {
                test.Properties.Set(MarkProperty, mark);
            }
        }
        catch (DatabaseSetUpException exception)
        {
            test.MakeInvalid(exception.Message);
        }
    }

    /// <summary>The mark that holds for a test or a suite; <see cref="DatabaseMark.Closed"/> when there is none.</summary>
    public static DatabaseMark For(ITest test)
    {
        for (ITest? place = test; place is not null; place = place.Parent)
        {
            if (place.Properties.Get(MarkProperty) is DatabaseMark mark)
            {
                return mark;
            }
        }

        return DatabaseMark.Closed;
    }

    /// <summary>Whether any mark in a run has a property; of those that a filter leaves out, too.</summary>
    /// <param name="test">Any test or suite of the run.</param>
    /// <param name="predicate">The property.</param>
    public static bool AnyInRunOf(ITest test, Func<DatabaseMark, bool> predicate) =>
        RunTree.Any(test, place => place.Properties.Get(MarkProperty) is DatabaseMark mark && predicate(mark));

    // A parameterised method's suite and its cases are built from the same method, so both carry its mark; a fixture and
    // the suite of a generic fixture's instances are built from the same class.
    private static DatabaseMark? Declared(Test test, NUnitAttribute? attribute) => test switch
    {
        TestAssembly assembly => assembly.Assembly is { } its ? Read(its, its.GetName().Name ?? string.Empty) : null,
        { Method: { } method } => OfMethod(method.MethodInfo),
        { TypeInfo: { } type } => OfType(type.Type),
        _ => OfSourcedFixtures(test, attribute),
    };

    // NUnit applies the attributes of a class with [TestFixtureSource] to the suite of its fixtures only, which does not tell the class: those of outer classes first.
    private static DatabaseMark? OfSourcedFixtures(Test suite, NUnitAttribute? attribute) => attribute switch
    {
        RequiresDatabaseAttribute requires => Validated(requires, suite.FullName),
        NoDatabaseAttribute => DatabaseMark.Closed,
        _ => null,
    };

    private static DatabaseMark? OfMethod(MethodInfo method)
    {
        for (MethodInfo? declared = method; declared is not null;)
        {
            if (Read(declared, $"{declared.DeclaringType?.FullName}.{declared.Name}") is { } mark)
            {
                return mark;
            }

            MethodInfo? overridden = Overridden(declared);
            declared = overridden;
        }

        return null;
    }

    private static MethodInfo? Overridden(MethodInfo method)
    {
        if (!method.IsVirtual || method.GetBaseDefinition() == method)
        {
            return null;
        }

        const BindingFlags all = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        MethodInfo definition = method.GetBaseDefinition();
        for (Type? type = method.DeclaringType?.BaseType; type is not null; type = type.BaseType)
        {
            MethodInfo? found = type.GetMethods(all).FirstOrDefault(candidate => candidate.GetBaseDefinition() == definition);
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }

    private static DatabaseMark? OfType(Type fixture)
    {
        for (Type? outer = fixture; outer is not null; outer = outer.DeclaringType)
        {
            for (Type? type = outer; type is not null; type = type.BaseType)
            {
                if (Read(type, type.FullName ?? type.Name) is { } mark)
                {
                    return mark;
                }
            }
        }

        return null;
    }

    private static DatabaseMark? Read(ICustomAttributeProvider place, string name)
    {
        var requires = (RequiresDatabaseAttribute?)place.GetCustomAttributes(typeof(RequiresDatabaseAttribute), inherit: false).FirstOrDefault();
        bool closes = place.IsDefined(typeof(NoDatabaseAttribute), inherit: false);
        return (requires, closes) switch
        {
            (null, false) => null,
            (null, true) => DatabaseMark.Closed,
            (not null, true) => throw SetUpErrors.ContradictoryMark(name),
            _ => Validated(requires, name),
        };
    }

    private static DatabaseMark Validated(RequiresDatabaseAttribute mark, string place)
    {
        IReadOnlyList<string> databases = mark.Databases;
        string? problem =
            databases.Any(string.IsNullOrWhiteSpace) ? "a database name is empty"
            : databases.Distinct(StringComparer.Ordinal).Count() != databases.Count ? "a database is named twice"
            : databases.Count > 1 && databases.Contains(DatabaseMark.AllDatabases) ? "'*' stands beside other names"
            : !Enum.IsDefined(mark.Isolation) ? $"{mark.Isolation} is no isolation"
            : null;
        return problem is null
            ? new DatabaseMark(databases, mark.Isolation, mark.ResetSequences)
            : throw SetUpErrors.BadMark(place, problem);
    }

    private static bool IsGuarded(Test test)
    {
        Assembly? assembly = test.Method?.TypeInfo.Type.Assembly ?? test.TypeInfo?.Assembly;
        return assembly is null || assembly.IsDefined(typeof(GuardDatabasesAttribute), inherit: false);
    }
}
