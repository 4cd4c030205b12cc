using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace NUnit.DbGuard.Tests.Inner.Situations;

/// <summary>
/// Providers that are not referenced here, played by what they publish: the names and payloads are those that SQL Server's and MySQL's
/// providers write before they touch the network.
/// </summary>
public sealed class PublishedProviderTests
{
    private static readonly DiagnosticListener s_sqlClient = new("SqlClientDiagnosticListener");
    private static readonly ActivitySource s_mySql = new("MySqlConnector");
    private static readonly ActivitySource s_applications = new("Shop.Orders");

    [Test]
    public void Opens_by_the_provider_of_SQL_Server()
    {
        using SqliteConnection connection = new("Data Source=stands-for-a-server");
        Write("Microsoft.Data.SqlClient.WriteConnectionOpenBefore", new { OperationId = Guid.Empty, Connection = connection });
    }

    [Test]
    public void Commands_by_the_provider_of_SQL_Server()
    {
        using SqliteConnection connection = new("Data Source=stands-for-a-server");
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT 1 FROM orders";
        Write("Microsoft.Data.SqlClient.WriteCommandBefore", new { OperationId = Guid.Empty, Command = command });
    }

    [Test]
    public void Commands_by_a_provider_of_MySQL()
    {
        using Activity? activity = s_mySql.StartActivity("Execute");
    }

    [Test]
    [RequiresDatabase]
    public void Commands_by_a_provider_of_MySQL_with_a_mark()
    {
        using Activity? activity = s_mySql.StartActivity("Execute");
    }

    [Test]
    public void Traces_of_its_own()
    {
        using Activity? activity = s_applications.StartActivity("PlaceOrder");
    }

    private static void Write(string name, object payload)
    {
        if (s_sqlClient.IsEnabled(name))
        {
            s_sqlClient.Write(name, payload);
        }
    }
}
