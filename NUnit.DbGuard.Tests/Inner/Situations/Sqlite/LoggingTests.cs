using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace NUnit.DbGuard.Tests.Inner.Situations.Sqlite;

/// <summary>Told of SQLite.</summary>
public sealed class LoggingTests : LoggedTests
{
    protected override DbConnection Open()
    {
        SqliteConnection connection = new("Data Source=inner.db");
        connection.Open();
        return connection;
    }
}
