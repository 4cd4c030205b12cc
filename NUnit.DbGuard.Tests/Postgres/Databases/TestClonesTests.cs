using System.Globalization;
using System.Runtime.Versioning;
using Npgsql;
using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Postgres.Databases;

namespace NUnit.DbGuard.Tests.Postgres.Databases;

/// <summary>The copies for tests whose commits are real, by themselves.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class TestClonesTests
{
    [Test]
    public void What_nobody_foresaw_on_their_thread_reaches_who_asks_for_one_and_the_next_gets_one()
    {
        DatabasesServer.Run("CREATE DATABASE clones_source");
        using RunServer unused = new();
        PostgresServerAddress address = PostgresServerAddress.Of("clones", new NpgsqlConnectionStringBuilder(DatabasesServer.ConnectionString), setting: null, unused);
        BaselineDatabase baseline = new("clones_source", new DatabaseMarker(DatabaseMarkerState.Dirty, IsKept: false, BaselineFingerprint.None), Owner: null);
        int asked = 0;
        using TestClones clones = new(
            "clones",
            baseline,
            address,
            PostgresLimits.Default,
            number => ++asked == 1 ? throw new NotSupportedException("no name") : string.Create(CultureInfo.InvariantCulture, $"test_clones_c{number}"),
            failedOf: null,
            static _ => { });

        Assert.That(() => clones.Take("a test"), Throws.TypeOf<NotSupportedException>().With.Message.EqualTo("no name"));

        TestClone clone = clones.Take("the next test");
        Assert.That(DatabasesServer.RunIn(clone.Path, "SELECT current_database()"), Is.EqualTo(clone.Path));
        clones.GiveBack(clone, isUsed: true);
    }
}
