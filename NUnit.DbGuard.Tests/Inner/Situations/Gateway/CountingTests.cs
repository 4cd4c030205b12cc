using System.Data.Common;
using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

/// <summary>Counted on PostgreSQL.</summary>
[Category("Separate")]
public sealed class CountingTests : CountedTests
{
    [Test]
    public void Each_command_of_a_batch_counts() => Assert.That(
        static () =>
        {
            using NpgsqlConnection connection = Rows.Open();
            using NpgsqlBatch batch = new(connection) { BatchCommands = { new("SELECT 1"), new("SELECT 2"), new("SELECT 3") } };
            _ = batch.ExecuteNonQuery();
        },
        Executes.Exactly(3));

    [Test]
    public void The_making_of_a_database_does_not_count() => Assert.That(
        static () =>
        {
            using (DatabaseAccess.Allow("late"))
            {
                using NpgsqlConnection connection = (NpgsqlConnection)TestDatabases.Get("late").OpenConnection();
                connection.Execute("SELECT 1");
            }
        },
        Executes.Exactly(1));

    [Test]
    public void A_COPY_counts_once() => Assert.That(
        static () =>
        {
            using NpgsqlConnection connection = Rows.Open();
            using TextWriter writer = connection.BeginTextImport("COPY items (name) FROM STDIN");
            writer.Write("one\ntwo\n");
        },
        Executes.Exactly(1));

    [Test]
    public void A_scope_that_completes_is_told()
    {
        TransactionStatus? status = null;
        using (TransactionScope scope = new())
        {
            using NpgsqlConnection connection = Rows.Open();
            connection.Add("in the scope");
            System.Transactions.Transaction.Current!.TransactionCompleted += (_, args) => status = args.Transaction!.TransactionInformation.Status;
            scope.Complete();
        }

        Assert.That(status, Is.EqualTo(TransactionStatus.Committed));
        Assert.That(Rows.Names(), Does.Contain("in the scope"));
    }

    protected override DbConnection Open(string database = "default") => Rows.Open(database);

    protected override void Use(DbContextOptionsBuilder options) => options.UseNpgsql(Rows.ConnectionString());
}
