namespace NUnit.DbGuard.Tests.Inner.SetUp;

public sealed class Book
{
    public int Id { get; set; }

    public string Title { get; set; } = string.Empty;
}
