using System.Data.Common;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

/// <summary>Told of PostgreSQL, where each client has a session of its own.</summary>
[Category("Separate")]
[RequiresDatabase(Isolation = DatabaseIsolation.Flush)]
public sealed class LoggingRealCommitsTests : LoggedTests
{
    protected override DbConnection Open() => Rows.Open();
}
