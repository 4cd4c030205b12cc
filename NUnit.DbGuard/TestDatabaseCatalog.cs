using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Sqlite;

namespace NUnit.DbGuard;

/// <summary>The databases that a test assembly uses, by name.</summary>
public sealed class TestDatabaseCatalog
{
    private readonly Dictionary<string, DatabaseEngine> _engines = new(StringComparer.Ordinal);

    internal TestDatabaseCatalog(DatabaseEngineContext context) => Context = context;

    internal DatabaseEngineContext Context { get; }

    internal IReadOnlyCollection<DatabaseEngine> Engines => _engines.Values;

    /// <summary>Adds a SQLite database.</summary>
    /// <param name="name">The name that marks use; <c>default</c> is what a mark without names opens.</param>
    /// <param name="connectionString">
    /// The connection string that the code under test uses. Its file is never opened: each test gets a private copy of the
    /// baseline in its place. A relative path counts from the current directory, as it does for the code under test.
    /// </param>
    /// <returns>The builder, to say where the schema and the seed come from.</returns>
    /// <exception cref="DatabaseSetUpException">
    /// DBG7005: the name is taken, or is no name. DBG7006: another name has this file. DBG5007: the connection string names no file.
    /// </exception>
    public TestDatabaseBuilder AddSqlite(string name, string connectionString)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(connectionString);
        if (name.Trim().Length == 0 || name == "*")
        {
            throw SetUpErrors.NoName(name);
        }

        if (_engines.ContainsKey(name))
        {
            throw SetUpErrors.NameTaken(name, _engines.Keys);
        }

        DatabaseDefinition definition = new(name);
        SqliteEngine engine = new(definition, connectionString, Context);
        foreach (SqliteEngine other in _engines.Values.OfType<SqliteEngine>())
        {
            if (other.Source.SamePath(engine.Source))
            {
                throw SetUpErrors.SameFile(name, other.Name, engine.Source.FullPath);
            }
        }

        _engines.Add(name, engine);
        return new TestDatabaseBuilder(definition);
    }

    internal DatabaseEngine? Find(string name) => _engines.GetValueOrDefault(name);

    internal DatabaseEngine Get(string name) =>
        Find(name) ?? throw SetUpErrors.UnknownDatabase(name, _engines.Keys, testFullName: null);
}
