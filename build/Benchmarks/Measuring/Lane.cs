using NUnit.DbGuard.Benchmarks.Bodies;

namespace NUnit.DbGuard.Benchmarks.Measuring;

/// <summary>One of the things that a comparison runs in turn.</summary>
/// <param name="Guarded">Whether the guard is installed.</param>
/// <param name="Scenario">The test.</param>
/// <param name="Place">Where an unguarded test's file is.</param>
internal sealed record Lane(bool Guarded, string Scenario, Place Place)
{
    public static Lane[] Three(string scenario) =>
        [new(Guarded: true, scenario, Place.Configured), new(Guarded: false, scenario, Place.Memory), new(Guarded: false, scenario, Place.Disk)];

    public static Lane[] Two(string scenario) => [new(Guarded: true, scenario, Place.Configured), new(Guarded: false, scenario, Place.Memory)];
}
