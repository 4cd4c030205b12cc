using NpgsqlTypes;
using NUnit.DbGuard.Tests.Drivers.NpgsqlDriver;

namespace NUnit.DbGuard.Tests.Drivers.EntityFramework;

public sealed class Customer
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public Mood Mood { get; set; } = Mood.Ok;

    public List<string> Tags { get; set; } = [];

    public Details Details { get; set; } = new();

    public NpgsqlRange<int> Stay { get; set; } = NpgsqlRange<int>.Empty;

    public uint Version { get; set; }

    public List<Order> Orders { get; } = [];
}
