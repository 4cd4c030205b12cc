namespace NUnit.DbGuard.Tests.Inner.Situations;

/// <summary>A class whose mark names a database.</summary>
[RequiresDatabase("second")]
public sealed class DatabasesOfAClassTests
{
    [Test]
    public void The_classs_mark_holds() => Assert.That(Items.Count("Data Source=second.db"), Is.Zero);

    [Test]
    [RequiresDatabase]
    public void A_methods_mark_replaces_it() => Items.Count("Data Source=second.db");
}
