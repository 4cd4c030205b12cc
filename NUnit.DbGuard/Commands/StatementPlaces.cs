using System.Diagnostics;

namespace NUnit.DbGuard.Commands;

/// <summary>Finds where in the user's code a test's statements came from.</summary>
/// <remarks>
/// A statement of SQLite's has its own stack. PostgreSQL's are seen by the gateway, which has none: there the driver's event tells the place, by the number of the
/// connection and the time in which the statement was asked for.
/// </remarks>
internal sealed class StatementPlaces
{
    private const string ConnectionTag = "db.npgsql.connection_id";

    private readonly ILookup<int, (DateTime From, DateTime To, StackTrace Place)> _commands;
    private readonly long _now = Stopwatch.GetTimestamp();
    private readonly DateTime _time = DateTime.UtcNow;

    public StatementPlaces(StatementLog log) => _commands = log.Places()
        .Where(static place => place.Command.GetTagItem(ConnectionTag) is int)
        .ToLookup(
            static place => (int)place.Command.GetTagItem(ConnectionTag)!,
            static place => (place.Command.StartTimeUtc, place.Command.IsStopped ? place.Command.StartTimeUtc + place.Command.Duration : DateTime.MaxValue, place.Place));

    /// <summary>Where a client has begun its last transaction.</summary>
    /// <param name="log">The test's statements.</param>
    /// <param name="client">The client's number.</param>
    public static string? OfTransaction(StatementLog log, int client)
    {
        (IReadOnlyList<LoggedStatement> first, IReadOnlyList<LoggedStatement> last) = log.Statements();
        LoggedStatement? begin = first.Concat(last).LastOrDefault(statement => statement.ClientNumber == client && statement is { IsControl: true, Failure: null } && TransactionDepth.After(statement.Sql, 0, hasFailed: false) > 0);
        return begin is null ? null : new StatementPlaces(log).Find(begin)?.Shown;
    }

    /// <summary>The place; <see langword="null"/>: it was not looked for, or the code is not the user's.</summary>
    public CodePlace? Find(LoggedStatement statement)
    {
        if (statement.Place is { } own)
        {
            return CodePlace.Of(own);
        }

        if (statement.ClientNumber == 0)
        {
            return null;
        }

        DateTime asked = _time - Stopwatch.GetElapsedTime(statement.Begin, _now);
        StackTrace? place = _commands[statement.ClientNumber].LastOrDefault(command => command.From <= asked && asked <= command.To).Place;
        return place is null ? null : CodePlace.Of(place);
    }
}
