using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace NUnit.DbGuard.Lifecycle;

/// <summary>
/// Gives each test the categories <c>Database</c>, <c>Database.&lt;name&gt;</c> and <c>Isolation.&lt;isolation&gt;</c> of the mark that
/// holds for it, so that a filter selects by them. They are put on the tests themselves: a category of a fixture would also
/// count for a test in it that <c>[NoDatabase]</c> closes.
/// </summary>
internal static class MarkCategories
{
    public static void AddTo(ITest test)
    {
        if (test is TestAssembly assembly)
        {
            // NUnit applies an assembly's attributes in no fixed order.
            MarkReader.Apply(assembly, attribute: null);
        }

        if (test.IsSuite)
        {
            foreach (ITest child in test.Tests)
            {
                AddTo(child);
            }

            return;
        }

        DatabaseMark mark = MarkReader.For(test);
        if (!mark.IsOpen)
        {
            return;
        }

        test.Properties.Add(PropertyNames.Category, "Database");
        test.Properties.Add(PropertyNames.Category, $"Isolation.{mark.Isolation}");
        foreach (string database in mark.Databases)
        {
            test.Properties.Add(PropertyNames.Category, $"Database.{(database == DatabaseMark.AllDatabases ? "all" : database)}");
        }
    }
}
