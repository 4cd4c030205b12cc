using Npgsql;
using NUnit.DbGuard;
using NUnit.DbGuard.Postgres.Server;

// A process without a guard, for the tests of the throw-away server: one that owns a server and can be killed, and one that sends SQL.
//   own [ROOT]    starts a server, writes its folder and its connection string, and keeps it until standard input ends
//   leave         the same, but ends without stopping the server
//   query         sends what comes in on standard input as "connection string, newline, one statement on each line" over one connection,
//                 and writes the first value of each, or the error
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

    default:
        Console.WriteLine("own [ROOT] | leave | query");
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
