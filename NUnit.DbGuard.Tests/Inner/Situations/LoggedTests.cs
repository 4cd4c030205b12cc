using System.Data.Common;
using System.Globalization;

namespace NUnit.DbGuard.Tests.Inner.Situations;

/// <summary>What is told of a test's statements, on whichever kind of database. Most of them fail on purpose.</summary>
[RequiresDatabase]
public abstract class LoggedTests
{
    protected abstract DbConnection Open();

    [Test]
    public void One_that_passes_tells_nothing() => Add("quiet");

    [Test]
    public void One_that_fails_tells_its_SQL()
    {
        using DbConnection connection = Open();
        using (DbTransaction transaction = connection.BeginTransaction())
        {
            Run(connection, "INSERT INTO items (name) VALUES (@name)", ("name", "it's new"));
            transaction.Commit();
        }

        Count(connection);
        Assert.That(() => Run(connection, "INSERT INTO items (id, name) VALUES (@id, @name)", ("id", 1), ("name", null)), Throws.InstanceOf<DbException>());
        Assert.Fail("on purpose");
    }

    [Test]
    public void Each_statement_of_a_text_is_told()
    {
        using DbConnection connection = Open();
        Run(connection, "SELECT 1; SELECT name FROM items");
        Assert.Fail("on purpose");
    }

    [Test]
    public void Secrets_are_hidden()
    {
        using DbConnection connection = Open();
        Run(connection, "SELECT @value AS password, 'written-out'", ("value", "bound-in"));
        Assert.Fail("on purpose");
    }

    [Test]
    public void Long_values_are_cut()
    {
        using DbConnection connection = Open();
        Run(connection, "SELECT @text, @bytes", ("text", new string('x', 5000)), ("bytes", new byte[3000]));
        Assert.Fail("on purpose");
    }

    [Test]
    public void Of_many_the_first_and_the_last_are_told()
    {
        using DbConnection connection = Open();
        for (int i = 1; i <= 250; i++)
        {
            Run(connection, string.Create(CultureInfo.InvariantCulture, $"SELECT {i}"));
        }

        Assert.Fail("on purpose");
    }

    [Test]
    public void Work_of_a_host_is_told()
    {
        Task work;
        using (ExecutionContext.SuppressFlow())
        {
            work = Task.Run(() => Add("of the host"));
        }

        work.GetAwaiter().GetResult();
        Assert.Fail("on purpose");
    }

    [Test]
    public void What_it_leaves_changed_is_told()
    {
        using DbConnection connection = Open();
        Run(connection, "UPDATE items SET name = 'renamed' WHERE name = 'seeded'");
        Run(connection, "INSERT INTO items (id, name) VALUES (70, 'added')");
        Run(connection, "INSERT INTO items (id, name) VALUES (71, 'gone')");
        Run(connection, "DELETE FROM items WHERE id = 71");
        Assert.Fail("on purpose");
    }

    [Test]
    [CommandBudget(2)]
    public void As_many_as_the_budget_pass()
    {
        Add("one");
        Add("two");
    }

    [Test]
    [CommandBudget(1)]
    public void More_than_the_budget_fail()
    {
        Add("one");
        Add("two");
    }

    [Test]
    [CommandBudget(0)]
    public void None_are_within_a_budget_of_none()
    {
        using DbConnection connection = Open();
        using DbTransaction transaction = connection.BeginTransaction();
    }

    [Test]
    [CommandBudget(1)]
    public void Refused_statements_count()
    {
        using DbConnection connection = Open();
        Assert.That(() => Run(connection, "SELECT * FROM nowhere"), Throws.InstanceOf<DbException>());
        Assert.That(() => Run(connection, "SELECT * FROM nowhere_else"), Throws.InstanceOf<DbException>());
    }

    [Test]
    [CommandBudget(-1)]
    public void A_budget_below_none_is_invalid() => Add("never");

    [Test]
    [CommandBudget(MaxRepeats = 3)]
    public void A_query_in_a_loop_fails()
    {
        using DbConnection connection = Open();
        for (int i = 0; i < 4; i++)
        {
            NameOf(connection, i);
        }
    }

    [Test]
    [CommandBudget(MaxRepeats = 3)]
    public void A_query_of_several_places_passes()
    {
        using DbConnection connection = Open();
        NameOf(connection, 1);
        NameOf(connection, 2);
        FromElsewhere(connection, 3);
        FromElsewhere(connection, 4);
    }

    [Test]
    [CommandBudget(MaxRepeats = 3)]
    public void Rows_that_are_written_one_by_one_pass()
    {
        for (int i = 0; i < 5; i++)
        {
            Add(string.Create(CultureInfo.InvariantCulture, $"name {i}"));
        }
    }

    // What only asks for a value reads no rows one by one.
    [Test]
    [CommandBudget(MaxRepeats = 3)]
    public void A_value_that_is_asked_for_again_passes()
    {
        using DbConnection connection = Open();
        for (int i = 0; i < 5; i++)
        {
            Run(connection, "SELECT @id", ("id", i));
        }
    }

    [Test]
    public void Secrets_that_are_written_out_are_not_noted()
    {
        using DbConnection connection = Open();
        for (int i = 0; i < 12; i++)
        {
            Run(connection, "SELECT name FROM items WHERE name = 'my-token'");
        }
    }

    [Test]
    public void A_query_in_a_loop_is_noted()
    {
        using DbConnection connection = Open();
        for (int i = 0; i < 12; i++)
        {
            NameOf(connection, i);
        }
    }

    [Test]
    public void A_few_queries_are_not_noted()
    {
        using DbConnection connection = Open();
        for (int i = 0; i < 9; i++)
        {
            NameOf(connection, i);
        }
    }

    protected static void NameOf(DbConnection connection, int id) => Run(connection, "SELECT name FROM items WHERE id = @id", ("id", id));

    protected static void FromElsewhere(DbConnection connection, int id) => Run(connection, "SELECT name FROM items WHERE id = @id", ("id", id));

    protected void Add(string name)
    {
        using DbConnection connection = Open();
        Run(connection, "INSERT INTO items (name) VALUES (@name)", ("name", name));
    }

    private static void Count(DbConnection connection)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM items";
        using DbDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
        }
    }

    private static void Run(DbConnection connection, string sql, params (string Name, object? Value)[] parameters)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object? value) in parameters)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        _ = command.ExecuteNonQuery();
    }
}
