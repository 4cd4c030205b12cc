using System.Reflection;
using System.Reflection.Emit;
using NUnit.DbGuard.Lifecycle;
using NUnit.Framework.Internal;

namespace NUnit.DbGuard.Tests.Lifecycle;

/// <summary>The marks of an assembly, which inner fixtures share and so cannot show.</summary>
public sealed class MarkReaderTests
{
    [Test]
    [Property("Parity", "A20")]
    public void An_assemblys_mark_holds_for_what_is_in_it()
    {
        TestAssembly assembly = Marked(new CustomAttributeBuilder(
            RequiresConstructor, [new[] { "default", "second" }], [Isolation], [DatabaseIsolation.Clone]));
        TestSuite suite = new("namespace");
        TestSuite fixture = new("fixture");
        assembly.Add(suite);
        suite.Add(fixture);

        MarkReader.Apply(assembly, attribute: null);
        DatabaseMark mark = MarkReader.For(fixture);

        Assert.That(mark.Databases, Is.EqualTo(new[] { "default", "second" }));
        Assert.That(mark.Isolation, Is.EqualTo(DatabaseIsolation.Clone));
    }

    [Test]
    public void A_fixtures_mark_replaces_the_assemblys()
    {
        TestAssembly assembly = Marked(new CustomAttributeBuilder(RequiresConstructor, [new[] { "default", "second" }]));
        TestSuite fixture = new(new TypeWrapper(typeof(Closed)));
        assembly.Add(fixture);

        MarkReader.Apply(assembly, attribute: null);
        MarkReader.Apply(fixture, attribute: null);

        Assert.That(MarkReader.For(fixture), Is.SameAs(DatabaseMark.Closed));
        Assert.That(MarkReader.For(assembly).IsOpen, Is.True);
    }

    [Test]
    public void Both_marks_on_an_assembly_make_it_invalid()
    {
        TestAssembly assembly = Marked(
            new CustomAttributeBuilder(RequiresConstructor, [Array.Empty<string>()]),
            new CustomAttributeBuilder(typeof(NoDatabaseAttribute).GetConstructor([])!, []));

        MarkReader.Apply(assembly, attribute: null);

        Assert.That(assembly.RunState, Is.EqualTo(Framework.Interfaces.RunState.NotRunnable));
        Assert.That(assembly.Properties.Get(PropertyNames.SkipReason), Does.Contain("DBG2003:").And.Contains("carries both"));
    }

    [Test]
    public void A_mark_in_an_assembly_that_is_not_guarded_is_invalid()
    {
        AssemblyBuilder assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Unguarded"), AssemblyBuilderAccess.Run);
        TypeBuilder type = assembly.DefineDynamicModule("Unguarded").DefineType("UnguardedTests", TypeAttributes.Public);
        type.SetCustomAttribute(new CustomAttributeBuilder(RequiresConstructor, [Array.Empty<string>()]));
        TestSuite fixture = new(new TypeWrapper(type.CreateType()));

        MarkReader.Apply(fixture, attribute: null);

        Assert.That(fixture.RunState, Is.EqualTo(Framework.Interfaces.RunState.NotRunnable));
        Assert.That(fixture.Properties.Get(PropertyNames.SkipReason), Does.StartWith("DBG2001: 'UnguardedTests' carries a mark, but its assembly is not guarded"));
    }

    [Test]
    public void There_is_no_mark_where_none_was_applied() => Assert.That(MarkReader.For(new TestSuite("suite")), Is.SameAs(DatabaseMark.Closed));

    [Test]
    public void A_mark_names_the_default_database_unless_it_names_others()
    {
        Assert.That(new RequiresDatabaseAttribute().Databases, Is.EqualTo(new[] { "default" }));
        Assert.That(new RequiresDatabaseAttribute(null!).Databases, Is.EqualTo(new[] { "default" }));
        Assert.That(new RequiresDatabaseAttribute("second").Databases, Is.EqualTo(new[] { "second" }));
    }

    private static ConstructorInfo RequiresConstructor => typeof(RequiresDatabaseAttribute).GetConstructor([typeof(string[])])!;

    private static PropertyInfo Isolation => typeof(RequiresDatabaseAttribute).GetProperty(nameof(RequiresDatabaseAttribute.Isolation))!;

    private static TestAssembly Marked(params CustomAttributeBuilder[] marks)
    {
        AssemblyBuilder assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Marked"), AssemblyBuilderAccess.Run);
        foreach (CustomAttributeBuilder mark in marks)
        {
            assembly.SetCustomAttribute(mark);
        }

        return new TestAssembly(assembly, "Marked.dll");
    }

    [NoDatabase]
    private sealed class Closed;
}
