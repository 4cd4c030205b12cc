using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Lifecycle;

namespace NUnit.DbGuard.Postgres.Databases;

/// <summary>What stands between the code under test and one test database, from its ready baseline to the end of the run.</summary>
/// <remarks>
/// The engine makes it, by the factory that it was given, from the direct connection string of the baseline, and disposes it before it drops or keeps the
/// database. Until then nobody else holds a connection to that database.
/// </remarks>
internal interface IPostgresIsolation : IDisposable
{
    /// <summary>What clients must use. It does not change, so that a host may keep it.</summary>
    string ConnectionString { get; }

    /// <summary>Takes the database, with the work of the test of that name committed and nobody connected, out of use, puts the baseline in its place, and answers with a note.</summary>
    /// <value><see langword="null"/>, as at first: no test's work is ever committed.</value>
    Func<string, string>? Keep { get; set; }

    /// <summary>Gives databases of their own to scopes whose commits are real; <see langword="null"/>, as at first: there are none.</summary>
    TestClones? Clones { set; }

    /// <summary>Gives a scope the use of the database.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="below">The lease of the suite that it starts from; <see langword="null"/>: it starts from the baseline.</param>
    /// <param name="isolation">How the scope's work is undone.</param>
    PostgresLease Lease(DatabaseScope scope, DatabaseLease? below, DatabaseIsolation isolation);

    /// <summary>The lease whose work is done there now; <see langword="null"/>: no scope uses the database.</summary>
    PostgresLease? Top { get; }

    /// <summary>Puts back what tests have changed and the end of a test does not undo: sequences. Said once, before the end, by who wants the database as it was.</summary>
    /// <returns>Whether the database is at its baseline.</returns>
    bool Restore();
}
