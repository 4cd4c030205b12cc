using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Postgres.Databases;
using NUnit.DbGuard.Postgres.Isolation;
using NUnit.DbGuard.Sqlite;

namespace NUnit.DbGuard;

/// <summary>The databases that a test assembly uses, by name.</summary>
public sealed class TestDatabaseCatalog
{
    private readonly Dictionary<string, DatabaseEngine> _engines = new(StringComparer.Ordinal);
    private readonly Lazy<DatabaseRelations> _relations;

    internal TestDatabaseCatalog(DatabaseEngineContext context)
    {
        Context = context with { Catalog = this };
        _relations = new Lazy<DatabaseRelations>(() => new DatabaseRelations(Engines));
    }

    internal DatabaseEngineContext Context { get; }

    internal IReadOnlyCollection<DatabaseEngine> Engines => _engines.Values;

    /// <summary>How they stand to each other; not asked for before all are named.</summary>
    internal DatabaseRelations Relations => _relations.Value;

    /// <summary>Adds a SQLite database.</summary>
    /// <param name="name">The name that marks use; <c>default</c> is what a mark without names opens.</param>
    /// <param name="connectionString">
    /// The connection string that the code under test uses. Its file is never opened: each test gets a private copy of the
    /// baseline in its place. A relative path counts from the current directory, as it does for the code under test. A file that has a name already gets another
    /// one: both are one database, whose schema and seed are those of the first.
    /// </param>
    /// <returns>The builder, to say where the schema and the seed come from.</returns>
    /// <exception cref="DatabaseSetUpException">
    /// DBG7005: the name is taken, or is no name. DBG5007: the connection string names no file.
    /// </exception>
    public TestDatabaseBuilder AddSqlite(string name, string connectionString)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        DatabaseDefinition definition = Define(name);
        SqliteEngine engine = new(definition, connectionString, Context);
        _engines.Add(name, engine);
        return new TestDatabaseBuilder(definition);
    }

    /// <summary>Adds a PostgreSQL database.</summary>
    /// <param name="name">The name that marks use; <c>default</c> is what a mark without names opens.</param>
    /// <param name="connectionString">
    /// The connection string that the code under test uses: its server, and the name of its database. That database is never opened: a test database
    /// <c>test_&lt;name&gt;</c> is made beside it. The setting <c>postgres</c>, where it is given, replaces the server (host, port, user, password and all that it says),
    /// and keeps the database's name. <see langword="null"/>: the server of the setting, else a throw-away one that all such databases of the run share; the database's name is
    /// <paramref name="name"/>. A database that has a name already gets another one: both are one database, whose schema and seed are those of the first.
    /// </param>
    /// <returns>The builder, to say where the schema and the seed come from.</returns>
    /// <exception cref="DatabaseSetUpException">
    /// DBG7005: the name is taken, or is no name. DBG7030: the connection string is none; its text is not shown.
    /// </exception>
    public TestDatabaseBuilder AddPostgres(string name, string? connectionString = null) =>
        AddPostgres(
            name,
            connectionString,
            direct => new GatewayIsolation(Context.Session, () => (PostgresEngine)Get(name), Context.Gateway.Value, direct, ((PostgresEngine)Get(name)).ForClientsOfMain) { Alias = name },
            (direct, nameForClients) => GatewayIsolation.ForClients(direct, Context.Gateway.Value, nameForClients));

    /// <summary>As the public one, with another way to keep the tests apart.</summary>
    /// <param name="name">The name that marks use.</param>
    /// <param name="connectionString">The connection string that the code under test uses.</param>
    /// <param name="isolate">Makes what isolates the tests, from the direct connection string of the ready baseline.</param>
    /// <param name="forClients">Makes the connection string that clients will use, from the direct one and the name that the database will have for them; <see langword="null"/>: that is not known before.</param>
    internal TestDatabaseBuilder AddPostgres(string name, string? connectionString, Func<string, IPostgresIsolation> isolate, Func<string, string, string>? forClients = null)
    {
        DatabaseDefinition definition = Define(name);
        PostgresEngine engine = new(definition, connectionString, Context, isolate) { ForClients = forClients };
        _engines.Add(name, engine);
        return new TestDatabaseBuilder(definition);
    }

    internal DatabaseEngine? Find(string name) => _engines.GetValueOrDefault(name);

    internal DatabaseEngine Get(string name) =>
        Find(name) ?? throw SetUpErrors.UnknownDatabase(name, _engines.Keys, testFullName: null);

    private DatabaseDefinition Define(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Trim().Length == 0 || name == "*")
        {
            throw SetUpErrors.NoName(name);
        }

        return _engines.ContainsKey(name) ? throw SetUpErrors.NameTaken(name, _engines.Keys) : new DatabaseDefinition(name);
    }
}
