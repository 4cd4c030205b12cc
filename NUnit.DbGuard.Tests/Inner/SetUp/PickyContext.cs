using Microsoft.EntityFrameworkCore;

namespace NUnit.DbGuard.Tests.Inner.SetUp;

/// <summary>A context that nobody can make from options alone.</summary>
public sealed class PickyContext(DbContextOptions<PickyContext> options, string tenant) : DbContext(options)
{
    public string Tenant { get; } = tenant;
}
