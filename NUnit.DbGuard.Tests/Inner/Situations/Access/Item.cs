namespace NUnit.DbGuard.Tests.Inner.Situations.Access;

internal sealed class Item
{
    public long Id { get; init; }

    public required string Name { get; init; }
}
