using System.Data.Common;
using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Postgres.Databases;

namespace NUnit.DbGuard.Tests.Postgres.Databases;

/// <summary>One run with one database, as far as the database's life goes: its engine, with settings of its own.</summary>
internal sealed class DatabaseRun : IDisposable
{
    private readonly List<string> _lines = [];
    private readonly List<DirectIsolation> _isolations = [];

    public DatabaseRun(
        string name,
        Action<TestDatabaseBuilder>? configure = null,
        RunSettings? settings = null,
        string? connectionString = null,
        PostgresLimits? limits = null,
        bool hasParallelTests = false,
        Func<string, string?>? variable = null)
    {
        DatabaseDefinition definition = new(name);
        (configure ?? (static builder => builder.UseSchema(MakeItems)))(new TestDatabaseBuilder(definition));
        DatabaseEngineContext context = new(GuardSession.Current, new Lazy<RunSettings>(settings ?? Once))
        {
            Tell = _lines.Add,
            HasParallelTests = () => hasParallelTests,
            HasMark = static _ => false,
            Variable = variable ?? (static _ => null),
        };
        Engine = new PostgresEngine(definition, connectionString ?? DatabasesServer.To(name), context, Isolate, limits);
    }

    public static RunSettings Once { get; } = new(ReuseDatabase: false, CreateDatabase: false, Migrations: true, Suffix: string.Empty);

    public static RunSettings Reuse { get; } = Once with { ReuseDatabase = true };

    public PostgresEngine Engine { get; }

    /// <summary>The lines that the run shows, without what each begins with.</summary>
    public IReadOnlyList<string> Lines => [.. _lines.Select(line => line.Replace($"NUnit.DbGuard: database '{Engine.Name}': ", string.Empty, StringComparison.Ordinal))];

    public IReadOnlyList<DirectIsolation> Isolations => _isolations;

    /// <summary>What making the isolation throws; <see langword="null"/>: it is made.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Called when an isolation is to be made; <see langword="null"/>: nobody is.</summary>
    public Action? Isolating { get; set; }

    /// <summary>Makes the database, and answers with its name on the server.</summary>
    public string Create()
    {
        Engine.EnsureCreated();
        return Engine.ServerDatabase!;
    }

    /// <summary>Ends the run; nothing is thrown when it has ended already.</summary>
    public void Dispose() => Engine.EndRun();

    public static Task MakeItems(DbConnection connection, CancellationToken cancellationToken) => Execute(connection, "CREATE TABLE items (id integer)", cancellationToken);

    public static async Task Execute(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private DirectIsolation Isolate(string connectionString)
    {
        Isolating?.Invoke();
        if (Failure is { } failure)
        {
            throw failure;
        }

        DirectIsolation isolation = new(connectionString);
        _isolations.Add(isolation);
        return isolation;
    }
}
