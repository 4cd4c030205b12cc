namespace NUnit.DbGuard.Tests.Drivers.EntityFramework;

/// <summary>A JSON column.</summary>
public sealed class Details
{
    public bool Vip { get; set; }

    public string? Remark { get; set; }
}
