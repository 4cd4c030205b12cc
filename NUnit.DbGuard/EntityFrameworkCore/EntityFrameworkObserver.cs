using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using NUnit.DbGuard.Access;
using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Lifecycle;

namespace NUnit.DbGuard.EntityFrameworkCore;

/// <summary>EF Core's own events, for whatever provider it runs on.</summary>
/// <remarks>SQLite is left to its provider's decorator, which sees every connection and knows its file.</remarks>
internal sealed class EntityFrameworkObserver(GuardSession session) : IObserver<KeyValuePair<string, object?>>
{
    public const string ListenerName = "Microsoft.EntityFrameworkCore";

    private static readonly string s_connectionOpening = RelationalEventId.ConnectionOpening.Name!;
    private static readonly string s_commandExecuting = RelationalEventId.CommandExecuting.Name!;
    private static readonly string s_transactionStarting = RelationalEventId.TransactionStarting.Name!;

    public static bool IsWatched(string eventName) =>
        eventName == s_commandExecuting || eventName == s_connectionOpening || eventName == s_transactionStarting;

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        switch (value.Value)
        {
            case CommandEventData command when value.Key == s_commandExecuting:
                Demand(command.Connection, command.Command.CommandText);
                break;
            case ConnectionEventData opening when value.Key == s_connectionOpening:
                Demand(opening.Connection, sql: null);
                break;
            case TransactionStartingEventData starting when value.Key == s_transactionStarting:
                Demand(starting.Context?.Database is { } database ? Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.GetDbConnection(database) : null, "BEGIN");
                break;
            default:
                break;
        }
    }

    void IObserver<KeyValuePair<string, object?>>.OnCompleted()
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnError(Exception error)
    {
    }

    // A connection that is not open knows its host by its connection string only.
    private IReadOnlyList<DatabaseEngine> Find(NpgsqlConnection connection)
    {
        if (connection.State != ConnectionState.Closed)
        {
            return session.FindPostgres(connection.Database, connection.Host, connection.Port);
        }

        NpgsqlConnectionStringBuilder target = new(connection.ConnectionString);
        return session.FindPostgres(connection.Database, target.Host, target.Port);
    }

    private void Demand(DbConnection? connection, string? sql)
    {
        AccessRequest request = new(ConnectionTarget.ProviderOf(connection), ConnectionTarget.Of(connection), Sql: sql);
        switch (connection)
        {
            case SqliteConnection:
                break;
            case NpgsqlConnection postgres:
                session.Gate.Demand(request with { Locator = postgres.Database, IsToldByConnection = true }, Find(postgres));
                break;
            default:
                _ = session.Gate.Demand(request);
                break;
        }
    }
}
