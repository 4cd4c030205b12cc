using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;
using static NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Frontend;
using static NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Steps;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Scripts;

/// <summary>Groups outside of any transaction: what lies between two Syncs, or one simple Query.</summary>
internal static class AutocommitScripts
{
    private const string Topic = "Autocommit";

    public static IReadOnlyList<WireScript> All { get; } =
    [
        new(Topic, "what one client inserts another sees",
            A("INSERT INTO plain VALUES (10, 'ten')"),
            B("SELECT * FROM plain ORDER BY id"),
            B("UPDATE plain SET value = 'changed' WHERE id = 10"),
            A("SELECT * FROM plain WHERE id = 10"),
            A("DELETE FROM plain WHERE id = 10"),
            B("SELECT count(*) FROM plain")),
        new(Topic, "a unique violation spoils nothing",
            A("INSERT INTO plain VALUES (10, 'ten')"),
            A("INSERT INTO plain VALUES (10, 'again')"),
            A("INSERT INTO plain VALUES (11, 'eleven')"),
            A("SELECT * FROM plain ORDER BY id")),
        new(Topic, "an error in the second statement undoes the first",
            A("INSERT INTO plain VALUES (10, 'ten'); INSERT INTO plain VALUES (1, 'again'); INSERT INTO plain VALUES (12, 'twelve')"),
            A("SELECT * FROM plain ORDER BY id")),
        new(Topic, "a batch with an error in its middle is undone as a whole",
            A([.. Command("INSERT INTO plain VALUES ($1, 'ten')", "10"), .. Command("INSERT INTO plain VALUES (1, 'again')"), .. Extended("INSERT INTO plain VALUES (12, 'x')")]),
            A("SELECT * FROM plain ORDER BY id")),
        new(Topic, "two Syncs in one write are two groups",
            A([.. Extended("INSERT INTO plain VALUES (10, 'ten')"), .. Extended("INSERT INTO plain VALUES (1, 'again')"), .. Extended("SELECT count(*) FROM plain")])),
    ];
}
