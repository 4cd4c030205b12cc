using System.Data.Common;
using NUnit.DbGuard.Lifecycle;

namespace NUnit.DbGuard.Isolation;

/// <summary>A schema made by a delegate of the user's.</summary>
internal sealed class DelegateSchemaStep(Func<DbConnection, CancellationToken, Task> schema, string? key) : SchemaStep
{
    public override string Description => $"the schema delegate of {PlaceOf(schema)}";

    public override string Fingerprint(DatabaseEngine engine, RunSettings settings) => OfDelegate(schema, key);

    public override async Task ApplyAsync(DatabaseCreation creation, RunSettings settings, CancellationToken cancellationToken)
    {
        DbConnection connection = await creation.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await schema(connection, cancellationToken).ConfigureAwait(false);
        }
    }
}
