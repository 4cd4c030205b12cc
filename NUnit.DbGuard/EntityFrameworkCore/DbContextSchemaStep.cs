using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Lifecycle;

namespace NUnit.DbGuard.EntityFrameworkCore;

/// <summary>A schema taken from a context: its migrations if there are any, else its model.</summary>
internal sealed class DbContextSchemaStep(DbContextSource source) : SchemaStep
{
    public override string Description => $"the schema of {source.ContextType.Name}";

    public override string Fingerprint(DatabaseEngine engine, RunSettings settings)
    {
        using DbContext context = source.Create(engine, engine.StableConnectionString);
        return UsesMigrations(context, settings)
            ? string.Join(',', context.Database.GetMigrations()) + MigrationScript(context)
            : context.Database.GenerateCreateScript();
    }

    /// <summary>A context's model and scripts take most of a second to make in a new process.</summary>
    public override string? Stamp(RunSettings settings) =>
        ProgramFiles.Stamp is { } program ? $"{(settings.Migrations ? "migrations" : "model")}-{source.ContextType.Module.ModuleVersionId:N}-{program}" : null;

    public override async Task ApplyAsync(DatabaseCreation creation, RunSettings settings, CancellationToken cancellationToken)
    {
        DbContext context = source.Create(creation.Engine, creation.ConnectionString);
        await using (context.ConfigureAwait(false))
        {
            if (UsesMigrations(context, settings))
            {
                await MigrateAsync(creation, context, cancellationToken).ConfigureAwait(false);
            }
            else if (!await context.Database.EnsureCreatedAsync(cancellationToken).ConfigureAwait(false))
            {
                // Another step has made tables already, so EF Core takes the schema for complete.
                await context.GetService<IRelationalDatabaseCreator>().CreateTablesAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task MigrateAsync(DatabaseCreation creation, DbContext context, CancellationToken cancellationToken)
    {
        creation.Watch?.Rename($"the migrations of {source.ContextType.Name}");
        try
        {
            await context.Database.MigrateAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is not DatabaseGuardException)
        {
            if (await FindBrokenAsync(context, cancellationToken).ConfigureAwait(false) is { } migration)
            {
                throw SetUpErrors.StepFailed(creation.Engine.Name, $"migration {migration} of {source.ContextType.Name}", cause);
            }

            throw;
        }
    }

    // Each is done in whole or not at all, one after the other.
    private static async Task<string?> FindBrokenAsync(DbContext context, CancellationToken cancellationToken)
    {
        try
        {
            return (await context.Database.GetPendingMigrationsAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault();
        }
#pragma warning disable CA1031 // What has broken the migration may stand in the way here too, and is the error to report.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    private static bool UsesMigrations(DbContext context, RunSettings settings) =>
        settings.Migrations && context.Database.GetMigrations().Any();

    // The ids alone would miss a migration that was edited.
    private static string MigrationScript(DbContext context)
    {
        try
        {
            return context.GetService<IMigrator>().GenerateScript();
        }
        catch (NotSupportedException)
        {
            // Some operations run but cannot be scripted; then every new build of the migrations counts as a change.
            return context.GetService<IMigrationsAssembly>().Assembly.ManifestModule.ModuleVersionId.ToString("N");
        }
    }
}
