using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Postgres.Databases;
using NUnit.DbGuard.Postgres.Isolation;
using NUnit.DbGuard.Reporting;
using NUnit.Framework;

namespace NUnit.DbGuard.Isolation;

/// <summary>What every database of a run shares.</summary>
/// <param name="Session">The run.</param>
/// <param name="Settings">The run's settings; read when the first database is created, so that an error in them fails only tests that need one.</param>
internal sealed record DatabaseEngineContext(GuardSession Session, Lazy<RunSettings> Settings)
{
    /// <summary>The PostgreSQL server of the run, for databases that name none. Disposed after the last engine has ended.</summary>
    public RunServer Server { get; } = new();

    /// <summary>The gateway of the run. Disposed after the last engine has ended.</summary>
    public RunGateway Gateway { get; } = new();

    /// <summary>The test whose state is kept.</summary>
    public FirstFailure FirstFailure { get; } = new(Settings);

    /// <summary>The databases of the run; <see langword="null"/>: there is this one only.</summary>
    public TestDatabaseCatalog? Catalog { get; init; }

    /// <summary>Whether any tests of the run may run at the same time; asked when a database is made.</summary>
    public Func<bool> HasParallelTests { get; init; } = Session.HasParallelTests;

    /// <summary>Whether any test of the run has a mark of which something is true; asked when a database is made.</summary>
    public Func<Func<DatabaseMark, bool>, bool> HasMark { get; init; } = Session.HasMark;

    /// <summary>Reads a variable of the environment, for what it says of production.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Writes a line that the run shows whether or not a test fails: why a database is made anew.</summary>
    public Action<string> Tell { get; init; } = static line => TestContext.Progress.WriteLine(line);

    /// <summary>Writes a line for whoever waits while a database is made.</summary>
    public Action<string> TellProgress { get; init; } = static line => TestContext.Progress.WriteLine(line);

    /// <summary>The clock that tells how long a database takes to make.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What the run's report will say.</summary>
    public RunRecord Record { get; init; } = Session.Record;

    /// <summary>Where the run's page is to go; <see langword="null"/>: nowhere, or the settings are wrong, which the tests have been told.</summary>
    public string? PlaceOfReport
    {
        get
        {
            try
            {
                return Settings.Value.Report;
            }
            catch (DatabaseSetUpException)
            {
                return null;
            }
        }
    }
}
