using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;
using static NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Frontend;
using static NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Steps;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Scripts;

/// <summary>Much in one write.</summary>
internal static class PipelineScripts
{
    private const string Topic = "Pipelines";

    public static IReadOnlyList<WireScript> All { get; } =
    [
        new(Topic, "a thousand commands with one Sync",
            A([.. Enumerable.Range(100, 1000).SelectMany(static i => Command("INSERT INTO plain VALUES ($1, 'x')", $"{i}")), Sync()]),
            A("SELECT count(*) FROM plain")),
        new(Topic, "a thousand commands with a Sync each",
            A([.. Enumerable.Range(100, 1000).SelectMany(static i => Extended("INSERT INTO plain VALUES ($1, 'x')", $"{i}"))]),
            A("SELECT count(*) FROM plain")),
        new(Topic, "a thousand simple queries in one write",
            A([.. Enumerable.Range(100, 1000).Select(static i => Query($"INSERT INTO plain VALUES ({i}, 'x')"))]),
            A("SELECT count(*) FROM plain")),
        new(Topic, "a thousand statements in one query",
            A(string.Join(';', Enumerable.Range(100, 1000).Select(static i => $"INSERT INTO plain VALUES ({i}, 'x')"))),
            A("SELECT count(*) FROM plain")),
        new(Topic, "every second command fails, with a Sync each",
            A([.. Enumerable.Range(100, 100).SelectMany(static i => Extended("INSERT INTO plain VALUES ($1, 'x')", i % 2 == 0 ? $"{i}" : "1"))]),
            A("SELECT count(*) FROM plain")),
        new(Topic, "the last of a thousand commands fails",
            A([.. Enumerable.Range(100, 1000).SelectMany(static i => Command("INSERT INTO plain VALUES ($1, 'x')", $"{i}")), .. Extended("SELECT 1/0")]),
            A("SELECT count(*) FROM plain")),
        new(Topic, "the simple and the extended protocol in one write",
            A(
                [
                    Query("BEGIN"),
                    .. Extended("INSERT INTO plain VALUES (10, 'ten')"),
                    Query("SAVEPOINT s"),
                    .. Extended("SELECT 1/0"),
                    Query("ROLLBACK TO s"),
                    .. Extended("SELECT count(*) FROM plain"),
                    Query("COMMIT"),
                ]),
            A("SELECT count(*) FROM plain")),
        new(Topic, "three transactions in one write",
            A(
                [
                    .. Enumerable.Range(0, 3).SelectMany(static i => (Outgoing[])[.. Extended("BEGIN"), .. Extended($"INSERT INTO plain VALUES ({10 + i}, 'x')"), .. Extended(i == 1 ? "ROLLBACK" : "COMMIT")]),
                ]),
            A("SELECT * FROM plain ORDER BY id")),
        new(Topic, "a group whose first command fails skips all to the Sync",
            A([.. Command("SELECT 1/0"), Parse("SELECT 1", "s"), DescribeStatement("s"), CloseStatement("s"), Frontend.Flush(), .. Command("COMMIT"), Sync()]),
            A(BindTo("s", string.Empty), Sync())),
        new(Topic, "one statement executed many times in a group",
            A(
                [
                    Parse("INSERT INTO plain VALUES ($1, $2)", "s"),
                    .. Enumerable.Range(10, 50).SelectMany(static i => new[] { BindTo("s", string.Empty, $"{i}", null), Execute() }),
                    Sync(),
                ]),
            A("SELECT count(*) FROM plain")),
        new WireScript(Topic, "LOCK TABLE and savepoints in a pipeline that opened nothing",
            A([.. Command("SELECT 1"), .. Extended("LOCK TABLE plain")]),
            A([.. Command("SELECT 1"), .. Extended("SET LOCAL work_mem = '1MB'")]),
            A([.. Command("SELECT 1"), .. Extended("BEGIN")]),
            A("ROLLBACK"),
            A([.. Command("SELECT 1"), .. Extended("VACUUM plain")]).FieldsMayDiffer("H", "a hint may be added to 25001"),
            A("SELECT 2")).MayDiffer("VACUUM in a pipeline is refused in other words"),
        new(Topic, "results of a megabyte in the middle of a pipeline",
            A([.. Extended("SELECT 1"), .. Extended("SELECT repeat('x', 1000) FROM generate_series(1, 1000)"), .. Extended("SELECT 2")])),
    ];
}
