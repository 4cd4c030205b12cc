using NUnit.DbGuard.Isolation;

namespace NUnit.DbGuard.Access;

/// <summary>What code is about to do with a database.</summary>
/// <param name="Provider">The ADO.NET provider's name.</param>
/// <param name="Target">Where it goes, without secrets: a file, or host and database.</param>
/// <param name="Engine">The configured database that this is; <see langword="null"/> when none is.</param>
/// <param name="Sql">The command's text; empty: a command whose text is not known; <see langword="null"/>: a connection is opened.</param>
/// <param name="Locator">The exact copy that a connection is bound to, where it is; it may tell whose work background work is, and is checked against it.</param>
/// <param name="IsPrivate">Whether the database lives and dies with its connection, as <c>:memory:</c> does: open to every test with a mark.</param>
/// <param name="IsToldByConnection">Whether the way of the connection, which is seen later, tells whose work background work is.</param>
/// <param name="AsksWhere">Whether only the connection string is asked for: nothing is on its way to a database yet.</param>
internal readonly record struct AccessRequest(
    string Provider,
    string Target,
    DatabaseEngine? Engine = null,
    string? Sql = null,
    string? Locator = null,
    bool IsPrivate = false,
    bool IsToldByConnection = false,
    bool AsksWhere = false);
