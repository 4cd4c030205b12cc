using NUnit.DbGuard.Lifecycle;

namespace NUnit.DbGuard.Isolation;

/// <summary>One step of making a database: schema or seed.</summary>
internal abstract class SchemaStep
{
    /// <summary>What the step is, for messages: <c>the migrations of ShopContext</c>.</summary>
    public abstract string Description { get; }

    /// <summary>Something that changes whenever the step would make another database.</summary>
    public abstract string Fingerprint(DatabaseEngine engine, RunSettings settings);

    /// <summary>Something cheap that, while it is the same, says that the fingerprint is; <see langword="null"/>: the fingerprint is cheap itself.</summary>
    public virtual string? Stamp(RunSettings settings) => null;

    public abstract Task ApplyAsync(DatabaseCreation creation, RunSettings settings, CancellationToken cancellationToken);

    /// <summary>A delegate cannot be looked into: where its user has no key for it, it counts as changed whenever its assembly was compiled anew.</summary>
    protected static string OfDelegate(Delegate code, string? key) => key is not null
        ? $"key {key}"
        : $"{code.Method.Module.ModuleVersionId:N}:{code.Method.DeclaringType?.FullName}.{code.Method.Name}";

    protected static string PlaceOf(Delegate code)
    {
        Type? owner = code.Method.DeclaringType;
        while (owner is { DeclaringType: { } outer } && owner.Name.StartsWith('<'))
        {
            owner = outer;
        }

        return owner?.Name ?? "the set-up fixture";
    }
}
