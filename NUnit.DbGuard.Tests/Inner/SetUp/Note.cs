namespace NUnit.DbGuard.Tests.Inner.SetUp;

public sealed class Note
{
    public int Id { get; set; }

    public string Text { get; set; } = string.Empty;
}
