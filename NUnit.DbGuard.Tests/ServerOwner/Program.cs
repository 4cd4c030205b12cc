using Npgsql;
using NUnit.DbGuard;
using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Postgres.Databases;
using NUnit.DbGuard.Postgres.Server;
using NUnit.DbGuard.Tests.Postgres.Databases;

// A process without a guard, for the tests of the throw-away server: one that owns a server and can be killed, and one that sends SQL.
//   own [ROOT]    starts a server, writes its folder and its connection string, and keeps it until standard input ends
//   leave         the same, but ends without stopping the server
//   query         sends what comes in on standard input as "connection string, newline, one statement on each line" over one connection,
//                 and writes the first value of each, or the error
//   database NAME once|kept [creating]
//                 reads a connection string, makes a test database on that server and writes its lines and its name; keeps it until standard input ends. With
//                 'creating' it stops while the seed runs, and writes 'creating'
switch (args)
{
    case ["own", .. string[] rest]:
        using (PostgresServer server = new(new PostgresServerOptions { Root = rest.FirstOrDefault() }))
        {
            Show(server);
            _ = await Console.In.ReadToEndAsync();
        }

        return 0;

    case ["leave"]:
#pragma warning disable CA2000 // That it is not disposed is what is tested.
        Show(new PostgresServer(new PostgresServerOptions()));
#pragma warning restore CA2000
        return 0;

    case ["query"]:
        return await Query();

    case ["database", string name, string life, .. string[] pause]:
        await UseDatabase(name, life == "kept", isPaused: pause.Length > 0);
        return 0;

    default:
        Console.WriteLine("own [ROOT] | leave | query | database NAME once|kept [creating]");
        return 2;
}

static void Show(PostgresServer server)
{
    try
    {
        string connectionString = server.Start();
        Console.WriteLine(server.Folder);
        Console.WriteLine(connectionString);
    }
    catch (DatabaseSetUpException failure)
    {
        Console.WriteLine(failure.Message);
    }
}

static async Task UseDatabase(string name, bool isKept, bool isPaused)
{
    string connectionString = await Console.In.ReadLineAsync() ?? string.Empty;
    DatabaseDefinition definition = new(name);
    _ = new TestDatabaseBuilder(definition).Seed(async (_, cancellationToken) =>
    {
        if (isPaused)
        {
            Console.WriteLine("creating");
            await Console.In.ReadToEndAsync(cancellationToken);
        }
    });
    RunSettings settings = new(isKept, CreateDatabase: false, Migrations: true, Suffix: string.Empty);
    DatabaseEngineContext context = new(GuardSession.Current, new Lazy<RunSettings>(settings)) { Tell = Console.WriteLine, HasMark = static _ => false };
    PostgresEngine engine = new(definition, connectionString, context, DirectIsolation.Of);
    engine.EnsureCreated();
    Console.WriteLine(engine.ServerDatabase);
    _ = await Console.In.ReadToEndAsync();
    engine.EndRun();
}

static async Task<int> Query()
{
    string connectionString = await Console.In.ReadLineAsync() ?? string.Empty;
    try
    {
        using NpgsqlConnection connection = new(connectionString);
        await connection.OpenAsync();
        while (await Console.In.ReadLineAsync() is { } statement)
        {
            using NpgsqlCommand command = new(statement, connection);
            Console.WriteLine(await command.ExecuteScalarAsync());
        }

        return 0;
    }
    catch (NpgsqlException exception)
    {
        Console.WriteLine(exception is PostgresException refusal ? $"{refusal.SqlState} {refusal.MessageText}" : exception.Message);
        return 1;
    }
}
