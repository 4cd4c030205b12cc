using System.Data.Common;
using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Isolation;

/// <summary>Extensions of PostgreSQL's that the schema needs.</summary>
internal sealed class ExtensionsStep(IReadOnlyList<string> names) : SchemaStep
{
    public override string Description => $"the extensions {string.Join(", ", names)}";

    public override string Fingerprint(DatabaseEngine engine, RunSettings settings) => string.Join('\n', names);

    public override async Task ApplyAsync(DatabaseCreation creation, RunSettings settings, CancellationToken cancellationToken)
    {
        DbConnection connection = await creation.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            creation.Engine.ExecuteScript(connection, string.Concat(names.Select(static name => $"CREATE EXTENSION IF NOT EXISTS {SqlIdentifier.Quote(name)} CASCADE;\n")));
        }
    }
}
