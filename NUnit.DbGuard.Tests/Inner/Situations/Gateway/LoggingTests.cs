using System.Data.Common;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

/// <summary>Told of PostgreSQL, where all clients share a session.</summary>
[Category("Separate")]
public sealed class LoggingTests : LoggedTests
{
    protected override DbConnection Open() => Rows.Open();
}
