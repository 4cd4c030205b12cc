using NUnit.DbGuard.Lifecycle;

namespace NUnit.DbGuard.Isolation;

/// <summary>Rows that every test finds.</summary>
internal sealed class SeedStep(Func<TestDatabase, CancellationToken, Task> seed, string? key) : SchemaStep
{
    public override string Description => $"the seed of {PlaceOf(seed)}";

    public override string Fingerprint(DatabaseEngine engine, RunSettings settings) => OfDelegate(seed, key);

    public override Task ApplyAsync(DatabaseCreation creation, RunSettings settings, CancellationToken cancellationToken) =>
        seed(creation.Database, cancellationToken);
}
