using NUnit.DbGuard.Commands;
using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Postgres.Databases;
using NUnit.DbGuard.Postgres.Gateway;

namespace NUnit.DbGuard.Postgres.Isolation;

/// <summary>One scope's use of a database behind the gateway.</summary>
/// <param name="isolation">What has given it.</param>
/// <param name="scope">The scope.</param>
/// <param name="test">Its work.</param>
/// <param name="clone">Where it works, because its commits are real; <see langword="null"/>: in the one transaction that is rolled back.</param>
internal sealed class GatewayLease(GatewayIsolation isolation, DatabaseScope scope, GatewayTest test, TestClone? clone) : PostgresLease(isolation)
{
    public override DatabaseScope Scope { get; } = scope;

    public GatewayTest Test { get; } = test;

    public TestClone? Clone { get; } = clone;

    /// <summary>What puts <see cref="Clone"/> back for the next test; <see langword="null"/>: it is used once.</summary>
    public FlushedClone? Flushed { get; init; }

    /// <summary>What the tests on top of a suite work in one after the other, and how much the suite had worked when it was made.</summary>
    public (FlushedClone Clone, int Sessions)? FlushedForTests { get; set; }

    public override string ConnectionString => isolation.ConnectionString;

    public override void Fail(DatabaseIsolationException failure)
    {
        // It may happen at every command.
        if (!Test.Failures.Any(known => known.Message == failure.Message))
        {
            _ = Test.Fail(failure);
        }
    }

    public override void End(ScopeReport report)
    {
        Test.TellsChanges = report.TellsChanges;
        isolation.End(this, report.KeepsState);
        if (LeftChanges.Text(Test.Database, Test.Changes) is { } changes)
        {
            report.Changes.Add(changes);
        }

        report.Failures.AddRange(Test.Failures);
        report.Notes.AddRange(Test.Notes);
        report.Hints.AddRange(Test.Hints);
    }
}
