using System.Diagnostics;
using System.Globalization;
using Npgsql;
using NUnit.DbGuard.Benchmarks.Measuring;
using NUnit.DbGuard.Benchmarks.Postgres;
using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Postgres.Server;

namespace NUnit.DbGuard.Benchmarks.Databases;

/// <summary>What does it cost to put back what a test has committed, and how does one find out what that is?</summary>
internal static class FlushReport
{
    private const string Family = "flush";
    private const long MostAdded = 800_000;

    private static readonly int[] s_tables = [10, 100, 500];

    private static readonly string[] s_head = ["after a test that has inserted into 3 tables", "test", "unguarded", "added", "ratio", "target", "", "samples each"];

    public static bool IsWanted(Arguments arguments) => arguments.Only == Family;

    public static int Run(Arguments arguments)
    {
        using PostgresServer fast = new(new PostgresServerOptions());
        using PostgresServer durable = new(new PostgresServerOptions
        {
            Root = Path.GetTempPath(),
            Settings = new Dictionary<string, string> { ["fsync"] = "on", ["synchronous_commit"] = "on", ["full_page_writes"] = "on" },
        });
        string server = fast.Start();
        Report report = new();
        report.Title("PostgreSQL: what it costs to put back what a test has committed");
        report.Paragraph(
            "The test opens a pooled connection, inserts a row into each of three tables of an empty schema, each insert committed, and closes. All sides run in turn, in rounds, after a warm-up. Times are medians (10th to 90th "
            + "percentile); **added** and **ratio** are medians over the rounds, against the same test on a database of its own that nothing is done to.");
        report.Table(["what", "measured on"], Machine.Describe(arguments, [["PostgreSQL", GatewayStage.Describe(server)], ["Npgsql", typeof(NpgsqlConnection).Assembly.GetName().Version!.ToString(3)]]));
        List<string[]> rows = [];
        List<string[]> candidates = [];
        foreach ((string where, string there) in (ReadOnlySpan<(string, string)>)[("throw-away server", server), ("durable server", durable.Start())])
        {
            foreach (int tables in s_tables)
            {
                Console.Error.WriteLine($"{where}, {tables} tables …");
                rows.AddRange(Tests(arguments.IsQuick, where, there, tables));
                if (there == server)
                {
                    candidates.AddRange(Candidates(arguments.IsQuick, there, tables));
                }
            }
        }

        report.Table(s_head, rows);
        report.Paragraph("**By hand**: the same test on the database of its own, and then the statements that a team would write, in one round trip on a connection that is open.");
        report.Table(["how to find the three tables, one prepared statement on an open connection", "10 tables", "100 tables", "500 tables"], [.. candidates
            .GroupBy(static row => row[0]).Select(static rows => (string[])[rows.Key, .. rows.Select(static row => row[1])])]);
        report.Paragraph($"Load when it ended: {Machine.LoadAverage()}.");
        arguments.Publish(report);
        return 0;
    }

    private static IEnumerable<string[]> Tests(bool isQuick, string where, string server, int tables)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"flush{tables}");
        string sql = Schema(tables);
        using MeasuredRun run = new(
            server,
            name,
            isReused: false,
            hasParallelTests: false,
            builder => builder.UseSchema((connection, _) =>
            {
                using System.Data.Common.DbCommand command = connection.CreateCommand();
                command.CommandText = sql;
                command.ExecuteNonQuery();
                return Task.CompletedTask;
            }),
            hasRealCommits: true);
        run.Engine.EnsureCreated();
        string direct = MakeDatabase(server, $"{name}_by_hand", sql);
        using NpgsqlConnection cleaning = GatewayStage.Open(direct);
        string all = string.Join(", ", Enumerable.Range(1, tables).Select(static i => string.Create(CultureInfo.InvariantCulture, $"table{i}")));
        string deleteAll = string.Join("; ", Enumerable.Range(1, tables).Reverse().Select(static i => string.Create(CultureInfo.InvariantCulture, $"DELETE FROM table{i}")));

        (string Name, Action Test, int Samples, bool IsOurs)[] sides =
        [
            ("unguarded", () => Body(direct), 30, false),
            ("`Isolation = Flush`", () => run.Commit(Body, DatabaseIsolation.Flush), 30, true),
            ("by hand: `DELETE` from the three", () => Clean("DELETE FROM table3; DELETE FROM table2; DELETE FROM table1"), 30, false),
            ("by hand: `DELETE` from all", () => Clean(deleteAll), 5, false),
            ("by hand: `TRUNCATE` of all in one statement", () => Clean($"TRUNCATE {all}"), 2, false),
        ];
        Figures[] figures = Compare(isQuick ? 4 : 20, sides);
        for (int side = 1; side < sides.Length; side++)
        {
            long added = figures[side].Above(figures[0]);
            yield return GatewayReport.Row(
                $"{sides[side].Name}, {tables} tables, {where}", figures[side], figures[0], sides[side].IsOurs ? $"at most {Report.Time(MostAdded)} added" : "–", sides[side].IsOurs ? added <= MostAdded : null);
        }

        void Clean(string statements)
        {
            Body(direct);
            _ = GatewayStage.Execute(cleaning, statements);
        }
    }

    // Each in its own words; all find the three tables that have been written.
    private static IEnumerable<string[]> Candidates(bool isQuick, string server, int tables)
    {
        string direct = MakeDatabase(server, string.Create(CultureInfo.InvariantCulture, $"find{tables}"), Schema(tables));
        Body(direct);
        NpgsqlConnection.ClearAllPools();
        using NpgsqlConnection connection = GatewayStage.Open(new NpgsqlConnectionStringBuilder(direct) { Pooling = false }.ConnectionString);
        string exists = string.Join(" UNION ALL ", Enumerable.Range(1, tables).Select(static i => string.Create(CultureInfo.InvariantCulture, $"SELECT {i} WHERE EXISTS (SELECT FROM table{i})")));
        (string Name, string Sql)[] ways =
        [
            ("rows counted for the database as a whole, and for the three", "SELECT pg_stat_get_db_tuples_inserted((SELECT oid FROM pg_database WHERE datname = current_database())), ARRAY(SELECT pg_stat_get_tuples_inserted(t) FROM unnest(ARRAY['table1'::regclass, 'table2', 'table3']) AS t)"),
            ("rows counted for each table", "SELECT oid FROM pg_class WHERE relkind = 'r' AND oid >= 16384 AND pg_stat_get_tuples_inserted(oid) + pg_stat_get_tuples_updated(oid) + pg_stat_get_tuples_deleted(oid) > 0"),
            ("size of each table", "SELECT oid FROM pg_class WHERE relkind = 'r' AND oid >= 16384 AND pg_relation_size(oid) > 0"),
            ("a row in each table", exists),
            ("pages of sequences read, as a whole", "SELECT sum(pg_stat_get_blocks_fetched(seqrelid)) FROM pg_sequence"),
            ("value of each sequence", "SELECT seqrelid FROM pg_sequence WHERE pg_sequence_last_value(seqrelid) IS NOT NULL"),
        ];
        List<(string Name, Action Test, int Samples, bool IsOurs)> sides = [];
        List<NpgsqlCommand> commands = [];
        foreach ((string name, string sql) in ways)
        {
            NpgsqlCommand command = new(sql, connection);
            command.Prepare();
            commands.Add(command);
            sides.Add((name, () => Read(command), 30, false));
        }

        // What a statement trigger adds to each insert, whichever table it is on.
        _ = GatewayStage.Execute(
            connection,
            """
            CREATE TABLE touched (id oid); CREATE TABLE watched (id int); CREATE TABLE unwatched (id int);
            CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO touched VALUES (TG_RELID); RETURN NULL; END';
            CREATE TRIGGER touch AFTER INSERT OR UPDATE OR DELETE ON watched EXECUTE FUNCTION touch();
            """);
        foreach (string table in (ReadOnlySpan<string>)["watched", "unwatched"])
        {
            NpgsqlCommand command = new($"INSERT INTO {table} VALUES (1)", connection);
            command.Prepare();
            commands.Add(command);
            sides.Add((table, () => _ = command.ExecuteNonQuery(), 30, false));
        }

        Figures[] figures = Compare(isQuick ? 4 : 20, [.. sides]);
        for (int way = 0; way < ways.Length; way++)
        {
            yield return [ways[way].Name, Report.Time(figures[way].Median)];
        }

        yield return ["a trigger that notes each statement: added to each insert", Report.Time(figures[^2].Above(figures[^1]))];
        commands.ForEach(static command => command.Dispose());
    }

    private static void Read(NpgsqlCommand command)
    {
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
        }
    }

    private static Figures[] Compare(int rounds, (string Name, Action Test, int Samples, bool IsOurs)[] sides)
    {
        using NUnit.DbGuard.Access.OwnWork.Scope own = NUnit.DbGuard.Access.OwnWork.Enter();
        foreach ((_, Action test, int samples, _) in sides)
        {
            for (int i = 0; i < Math.Max(samples, 2); i++)
            {
                test();
            }
        }

        List<Sample[]>[] results = [.. sides.Select(static _ => new List<Sample[]>())];
        for (int round = 0; round < rounds; round++)
        {
            for (int step = 0; step < sides.Length; step++)
            {
                int side = round % 2 == 0 ? step : sides.Length - 1 - step;
                Sample[] samples = new Sample[sides[side].Samples];
                for (int i = 0; i < samples.Length; i++)
                {
                    long start = Stopwatch.GetTimestamp();
                    sides[side].Test();
                    samples[i] = new Sample(Sample.ToNanoseconds(Stopwatch.GetTimestamp() - start), Bytes: 0);
                }

                results[side].Add(samples);
            }
        }

        return [.. results.Select(static samples => new Figures(samples))];
    }

    private static void Body(string connectionString)
    {
        using NpgsqlConnection connection = GatewayStage.Open(connectionString);
        _ = GatewayStage.Execute(connection, "INSERT INTO table1 (name) VALUES ('new')");
        _ = GatewayStage.Execute(connection, "INSERT INTO table2 (name) VALUES ('new')");
        _ = GatewayStage.Execute(connection, "INSERT INTO table3 (name) VALUES ('new')");
    }

    private static string Schema(int tables) => string.Join('\n', Enumerable.Range(1, tables).Select(static i => string.Create(
        CultureInfo.InvariantCulture,
        $"CREATE TABLE table{i} (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, name text, parent int{(i > 1 ? " REFERENCES table1" : string.Empty)}); CREATE INDEX ON table{i} (name);")));

    private static string MakeDatabase(string server, string name, string sql)
    {
        using (NUnit.DbGuard.Access.OwnWork.Enter())
        {
            using (NpgsqlConnection connection = GatewayStage.Open(server))
            {
                _ = GatewayStage.Execute(connection, $"CREATE DATABASE {name}");
            }

            string direct = new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
            using NpgsqlConnection inside = GatewayStage.Open(direct);
            _ = GatewayStage.Execute(inside, sql);
            return direct;
        }
    }
}
