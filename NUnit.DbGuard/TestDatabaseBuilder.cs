using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using NUnit.DbGuard.EntityFrameworkCore;
using NUnit.DbGuard.Isolation;

namespace NUnit.DbGuard;

/// <summary>Says where a test database's schema and seed come from. Each member returns the builder; steps run in the order written.</summary>
public sealed class TestDatabaseBuilder
{
    private readonly DatabaseDefinition _definition;

    internal TestDatabaseBuilder(DatabaseDefinition definition) => _definition = definition;

    /// <summary>Takes the schema from a context: from its migrations if there are any (unless <c>no-migrations</c> is set), else from its model.</summary>
    /// <typeparam name="TContext">The context; it needs a constructor that takes its options.</typeparam>
    /// <returns>The builder.</returns>
    /// <exception cref="DatabaseSetUpException">DBG6001, when the database is created: no context could be made.</exception>
    public TestDatabaseBuilder UseDbContext<TContext>()
        where TContext : DbContext => AddContext(DbContextSource.ByConvention<TContext>());

    /// <summary>As <see cref="UseDbContext{TContext}()"/>, with options made by the caller.</summary>
    /// <typeparam name="TContext">The context; it needs a constructor that takes its options.</typeparam>
    /// <param name="configure">Gets the options builder and the test database's connection string.</param>
    /// <returns>The builder.</returns>
    public TestDatabaseBuilder UseDbContext<TContext>(Action<DbContextOptionsBuilder<TContext>, string> configure)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(configure);
        return AddContext(DbContextSource.ByOptions(configure));
    }

    /// <summary>As <see cref="UseDbContext{TContext}()"/>, with contexts made by the caller.</summary>
    /// <typeparam name="TContext">The context.</typeparam>
    /// <param name="create">Gets the test database's connection string.</param>
    /// <returns>The builder.</returns>
    public TestDatabaseBuilder UseDbContext<TContext>(Func<string, TContext> create)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(create);
        return AddContext(DbContextSource.ByFactory(create));
    }

    /// <summary>Makes the schema by a delegate, on an open connection to the new database.</summary>
    /// <param name="schema">The delegate.</param>
    /// <param name="key">
    /// Something that changes when the delegate would make another schema, such as a version: a kept database is then reused while it is the same. Default: the delegate counts as
    /// changed whenever its assembly was compiled anew.
    /// </param>
    /// <returns>The builder.</returns>
    public TestDatabaseBuilder UseSchema(Func<DbConnection, CancellationToken, Task> schema, string? key = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        _definition.Steps.Add(new DelegateSchemaStep(schema, key));
        return this;
    }

    /// <summary>Makes the schema by a SQL script of one or more statements: on PostgreSQL, what <c>pg_dump</c> writes is one.</summary>
    /// <param name="path">The script's path, of a file in UTF-8; a relative one counts from the test assembly's folder.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="DatabaseSetUpException">
    /// When the database is created: DBG7012, there is no such file, or it is not UTF-8; DBG7007, a statement or a row of it failed, and the text says in which line.
    /// </exception>
    public TestDatabaseBuilder UseSqlScript(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _definition.Steps.Add(new ScriptSchemaStep(path));
        return this;
    }

    /// <summary>Lets the database begin as a copy of another, which is only read; the schema and seed of the builder are applied to the copy.</summary>
    /// <param name="sourceDatabase">
    /// PostgreSQL: a database of the same server, with no session on it while it is copied, and either the user's own or marked as a template. SQLite: a file; a relative path
    /// counts from the test assembly's folder.
    /// </param>
    /// <returns>The builder.</returns>
    /// <exception cref="DatabaseSetUpException">DBG7016, when the database is created: there is no such database or file, it may not be copied, or is in use.</exception>
    public TestDatabaseBuilder UseTemplate(string sourceDatabase)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sourceDatabase);
        _definition.Template = sourceDatabase;
        return this;
    }

    /// <summary>Uses the application's own database as it is: it is never created, marked or dropped, and nothing that a test does stays in it.</summary>
    /// <remarks>
    /// PostgreSQL: the tests' work is done in transactions that are rolled back; sequences go on, and locks are held until a test's end, so it must be no database that others work
    /// in. SQLite: tests work on copies of the file. The connection string, or the setting <c>postgres</c>, must name the server.
    /// </remarks>
    /// <returns>The builder.</returns>
    /// <exception cref="DatabaseSetUpException">
    /// When it is first needed: DBG7018, it cannot be opened, or the builder says what should be in it; DBG7016, its file cannot be copied.
    /// </exception>
    public TestDatabaseBuilder UseExisting()
    {
        _definition.IsExisting = true;
        return this;
    }

    /// <summary>Makes extensions that the schema needs, with those that they need. PostgreSQL only.</summary>
    /// <param name="names">The extensions, such as <c>citext</c>; the server must have them, and the user the right to make them.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="DatabaseSetUpException">When the database is created: DBG7007, one could not be made; DBG7017, the database is SQLite's.</exception>
    public TestDatabaseBuilder UseExtensions(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        _definition.Steps.Add(new ExtensionsStep([.. names]));
        return this;
    }

    /// <summary>Says how the test database encodes its text, such as <c>UTF8</c> or <c>SQL_ASCII</c>. PostgreSQL only.</summary>
    /// <param name="encoding">The encoding, as the server names it. It must fit the locale.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="DatabaseSetUpException">When the database is created: DBG7036, the server refuses it; DBG7017, the database is SQLite's.</exception>
    public TestDatabaseBuilder WithEncoding(string encoding)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(encoding);
        _definition.Encoding = encoding;
        return this;
    }

    /// <summary>Says by which locale the test database sorts and compares text, such as <c>C</c> or <c>de_DE.utf8</c>. PostgreSQL only.</summary>
    /// <param name="locale">The locale, as the server's system names it.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="DatabaseSetUpException">When the database is created: DBG7036, the server refuses it; DBG7017, the database is SQLite's.</exception>
    public TestDatabaseBuilder WithLocale(string locale)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(locale);
        _definition.Locale = locale;
        return this;
    }

    /// <summary>Gives the test database to a role; it is still the connection string's user that makes it, fills it and drops it. PostgreSQL only.</summary>
    /// <param name="role">The role; the user must be a member of it.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="DatabaseSetUpException">When the database is created: DBG7033 or DBG7036, the server refuses it; DBG7017, the database is SQLite's.</exception>
    public TestDatabaseBuilder WithOwner(string role)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(role);
        _definition.Owner = role;
        return this;
    }

    /// <summary>Adds rows that every test finds: they become part of the baseline.</summary>
    /// <param name="seed">The delegate; it gets the database being made.</param>
    /// <param name="key">
    /// Something that changes when the delegate would add other rows, such as a version or the hash of a file that it reads: a kept database is then reused while it is the same.
    /// Default: the delegate counts as changed whenever its assembly was compiled anew.
    /// </param>
    /// <returns>The builder.</returns>
    public TestDatabaseBuilder Seed(Func<TestDatabase, CancellationToken, Task> seed, string? key = null)
    {
        ArgumentNullException.ThrowIfNull(seed);
        _definition.Steps.Add(new SeedStep(seed, key));
        return this;
    }

    /// <summary>Sets a configuration key to the connection string for as long as the run lasts, so that hosts under test find it.</summary>
    /// <param name="configurationKey">The key, such as <c>ConnectionStrings:Default</c>. It is set as an environment variable.</param>
    /// <returns>The builder.</returns>
    public TestDatabaseBuilder ExposeAs(string configurationKey)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(configurationKey);
        _definition.ExposedKeys.Add(configurationKey);
        return this;
    }

    /// <summary>Makes other databases before this one, in whichever order tests ask for them.</summary>
    /// <param name="names">The names of the others in the catalog. A database of this list that cannot be made is the error of this one too.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="DatabaseSetUpException">DBG7013, when the database is created: there is no such name, or two databases wait for each other.</exception>
    public TestDatabaseBuilder DependsOn(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        foreach (string name in names)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(name, nameof(names));
            _definition.Dependencies.Add(name);
        }

        return this;
    }

    /// <summary>Makes this another name of a database, as a read replica is: one test database, and in a test one transaction or copy, so that each sees at once what the other wrote.</summary>
    /// <param name="name">The name of the primary in the catalog; it is created where only this one is asked for.</param>
    /// <param name="readOnly">Whether what is opened by this name can only be read, as on a real replica; writing is the server's own error then.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="DatabaseSetUpException">
    /// DBG7013, when the database is created: there is no such name, it is of another kind, mirrors lead in a circle, or this one has a schema or seed of its own.
    /// </exception>
    public TestDatabaseBuilder MirrorOf(string name, bool readOnly = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _definition.MirrorOf = name;
        _definition.IsReadOnly = readOnly;
        return this;
    }

    /// <summary>Says what the test database is called, in place of <c>test_</c> and the application's name for it. Suffixes are added.</summary>
    /// <param name="testDatabaseName">The database's name on its server; for SQLite, the name of the file that <c>reuse-db</c> keeps beside the application's.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="DatabaseSetUpException">DBG7015, when the database is created: it is the name of the application's own.</exception>
    public TestDatabaseBuilder WithName(string testDatabaseName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(testDatabaseName);
        if (testDatabaseName.AsSpan().IndexOfAny('/', '\\', '\0') >= 0)
        {
            throw new ArgumentException("The name of a database is no path.", nameof(testDatabaseName));
        }

        _definition.TestName = testDatabaseName;
        return this;
    }

    /// <summary>Adds to the test database's name, before the run's <c>db-suffix</c>: for target frameworks whose test runs share a server.</summary>
    /// <param name="suffix">The suffix, without the <c>_</c> before it; empty: none.</param>
    /// <returns>The builder.</returns>
    public TestDatabaseBuilder WithSuffix(string suffix)
    {
        ArgumentNullException.ThrowIfNull(suffix);
        if (!suffix.All(static character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-'))
        {
            throw new ArgumentException("A suffix is made of letters, digits, '_' and '-'.", nameof(suffix));
        }

        _definition.Suffix = suffix;
        return this;
    }

    /// <summary>Lets tests that run at the same time share one database, where otherwise each of NUnit's parallel workers has a copy. They take turns in it. PostgreSQL; on SQLite each has its own always.</summary>
    /// <remarks>For a host that is started once for all tests and knows one connection string, or a database that is too large to be copied.</remarks>
    /// <returns>The builder.</returns>
    public TestDatabaseBuilder SharedByWorkers()
    {
        _definition.IsShared = true;
        return this;
    }

    /// <summary>
    /// Tables whose rows, and sequences of whose own, a test with <see cref="DatabaseIsolation.Flush"/> leaves as they are: a log that is read after the run, or what is dear to fill.
    /// PostgreSQL; a fresh copy of the baseline begins without what was left.
    /// </summary>
    /// <param name="tables">Their names as the server has them, without quotes: <c>audit_log</c>, or with the schema, <c>audit.log</c>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="DatabaseIsolationException">DBG3022, in the first test with that isolation: the baseline has no such table.</exception>
    public TestDatabaseBuilder FlushExcept(params string[] tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        foreach (string table in tables)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(table, nameof(tables));
            _definition.NotFlushed.Add(table);
        }

        return this;
    }

    private TestDatabaseBuilder AddContext(DbContextSource source)
    {
        _definition.Contexts.Add(source);
        _definition.Steps.Add(new DbContextSchemaStep(source));
        return this;
    }
}
