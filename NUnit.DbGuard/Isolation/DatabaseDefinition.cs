using NUnit.DbGuard.EntityFrameworkCore;

namespace NUnit.DbGuard.Isolation;

/// <summary>What the set-up fixture says of one database.</summary>
internal sealed class DatabaseDefinition(string name)
{
    public string Name { get; } = name;

    public List<SchemaStep> Steps { get; } = [];

    public List<DbContextSource> Contexts { get; } = [];

    public List<string> ExposedKeys { get; } = [];
}
