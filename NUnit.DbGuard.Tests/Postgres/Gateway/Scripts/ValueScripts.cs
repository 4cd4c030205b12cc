using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;
using static NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Frontend;
using static NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Steps;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Scripts;

/// <summary>Values of all kinds and sizes.</summary>
internal static class ValueScripts
{
    private const string Topic = "Values";

    public static IReadOnlyList<WireScript> All { get; } =
    [
        new(Topic, "NULLs and empty values",
            A("SELECT NULL, '', ' ', NULL::int"),
            A(Extended("SELECT $1::text IS NULL, $2::text = ''", null, string.Empty)),
            A(Extended("INSERT INTO plain VALUES ($1, $2) RETURNING *", "10", null))),
        new(Topic, "every column type as text",
            A("INSERT INTO wide VALUES (true, -1, 9007199254740993, 0.1, '\\x00ff', '2020-01-02 03:04:05.678901+02', '00000000-0000-0000-0000-000000000001', '{\"a\": [1]}', '{1,NULL,3}', 'happy', 'abcde')"),
            A("SELECT * FROM wide"),
            A(Extended("SELECT * FROM wide WHERE c = $1", "9007199254740993"))),
        new(Topic, "every column type as binary",
            A("INSERT INTO wide VALUES (true, -1, 9007199254740993, 0.1, '\\x00ff', '2020-01-02 03:04:05.678901+02', '00000000-0000-0000-0000-000000000001', '{\"a\": [1]}', '{1,NULL,3}', 'happy', 'abcde')"),
            A(Parse("SELECT * FROM wide"), BindBinary(string.Empty), DescribePortal(), Execute(), Sync())),
        new(Topic, "binary parameters",
            A(Parse("SELECT $1 + 1, $2, $3", string.Empty, Int4, Text, Bytea), BindBinary(string.Empty, [0, 0, 0, 41], "ä"u8.ToArray(), [0, 1, 2]), Execute(), Sync()),
            A(Parse("SELECT $1 + 1", string.Empty, Int4), BindBinary(string.Empty, [0, 41]), Execute(), Sync()),
            A(Parse("SELECT $1", string.Empty, Bool), BindBinary(string.Empty, [1]), Execute(), Sync()),
            A(Parse("SELECT $1", string.Empty, Int8), BindBinary(string.Empty, [null]), Execute(), Sync())),
        new(Topic, "a value of a megabyte",
            A("SELECT repeat('x', 1048576)"),
            A(Extended("SELECT length($1), $1", new string('y', 1_048_576))),
            A($"SELECT length('{new string('z', 1_048_576)}')"),
            A("SELECT 1")),
        new(Topic, "many rows",
            A("SELECT i, repeat('x', i % 100) FROM generate_series(1, 2000) AS i"),
            A(Extended("SELECT i FROM generate_series(1, 2000) AS i"))),
        new(Topic, "many columns and many parameters",
            A($"SELECT {string.Join(", ", Enumerable.Range(0, 1000))}"),
            A(Extended($"SELECT {string.Join(" + ", Enumerable.Range(1, 1000).Select(static i => $"${i}::int"))}", [.. Enumerable.Range(1, 1000).Select(static i => $"{i}")])),
            A($"SELECT {string.Join(", ", Enumerable.Range(0, 1665))}")),
        new(Topic, "text of all planes, and what is no text",
            A("SELECT 'ä€𝄞', E'a\\tb\\nc\\\\d', length('𝄞')"),
            A(Outgoing.Of("Query with a byte that is no UTF-8", new NUnit.DbGuard.Postgres.Protocol.Query(new(new byte[] { 0x53, 0x45, 0x4C, 0x45, 0x43, 0x54, 0x20, 0x27, 0xFF, 0x27 })), answers: 1)),
            A("SELECT E'\\xff'"),
            A("SELECT 1")),
        new(Topic, "column names of all kinds",
            A("SELECT 1 AS \"a b\", 2 AS \"\"\"\", 3 AS \"ä\", 4 AS a, 5 AS a")),
        new(Topic, "composite, range and array results",
            A("SELECT ROW(1, 'a'), int4range(1, 5), ARRAY[[1, 2], [3, 4]], plain FROM plain WHERE id = 1"),
            A(Extended("SELECT p FROM plain p WHERE id = 1"))),
        new WireScript(Topic, "large objects",
            A("SELECT lo_from_bytea(90001, '\\x010203')"),
            A("SELECT lo_get(90001)"),
            A("BEGIN"),
            A("SELECT lo_open(90001, 131072)"),
            A("SELECT loread(0, 2)"),
            A("COMMIT"),
            A("SELECT loread(0, 1)"),
            A("SELECT lo_put(90001, 1, '\\xff')"),
            B("SELECT lo_get(90001)"),
            A("SELECT lo_unlink(90001)"),
            A("SELECT lo_get(90001)")).MayDiffer("large-object descriptors stay open until the test ends"),
        new(Topic, "a FunctionCall",
            A(FunctionCall(1317, "four")),
            A(FunctionCall(1317, [null])),
            A(FunctionCall(999_999)),
            A(FunctionCall(1317)),
            A("BEGIN"),
            A(FunctionCall(1317, "four")),
            A(FunctionCall(177, "1", "x")),
            A("SELECT 1"),
            A("ROLLBACK")),
        new(Topic, "a FunctionCall that writes is a group of its own",
            A(FunctionCall(1574, "counter")),
            A(FunctionCall(1574, "missing")),
            A("SELECT currval('counter')")),
    ];
}
