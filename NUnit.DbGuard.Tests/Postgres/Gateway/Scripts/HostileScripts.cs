using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;
using static NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Frontend;
using static NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Steps;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Scripts;

/// <summary>What no driver sends.</summary>
internal static class HostileScripts
{
    private const string Topic = "Nonsense";

    public static IReadOnlyList<WireScript> All { get; } =
    [
        new(Topic, "an unknown message type ends the connection",
            A("SELECT 1"),
            A(Raw("an unknown message", (byte)'!', 0, 0, 0, 4)).UntilClosed(),
            B("SELECT 1")),
        new(Topic, "an unknown message type in a transaction undoes it",
            A("BEGIN; INSERT INTO plain VALUES (10, 'ten')"),
            A(Raw("an unknown message", (byte)'!', 0, 0, 0, 4)).UntilClosed(),
            B("INSERT INTO plain VALUES (10, 'mine')")),
        new(Topic, "a length below four ends the connection",
            A("SELECT 1"),
            A(Raw("a Query of length 3", (byte)'Q', 0, 0, 0, 3)).UntilClosed(),
            B("SELECT 1")),
        new(Topic, "a length of gigabytes ends the connection",
            A("SELECT 1"),
            A(Raw("a Query of two gigabytes", (byte)'Q', 0x7F, 0xFF, 0xFF, 0xFF)).UntilClosed(),
            B("SELECT 1")),
        new(Topic, "a Sync with a body is a protocol violation",
            A("SELECT 1"),
            A(Raw("a Sync with a body", (byte)'S', 0, 0, 0, 5, 1), Sync()),
            A("SELECT 2")),
        new(Topic, "a Query without an end is a protocol violation",
            A("SELECT 1"),
            A(new Outgoing("a Query without its zero", new byte[] { (byte)'Q', 0, 0, 0, 5, (byte)'x' }, 1)),
            A("SELECT 2")),
        new(Topic, "a Bind that is cut is a protocol violation",
            A(Parse("SELECT 1"), Raw("a Bind without parameters", (byte)'B', 0, 0, 0, 6, 0, 0), Sync()),
            A("SELECT 2")),
        new(Topic, "a Describe of neither kind is a protocol violation",
            A(Raw("a Describe of X", (byte)'D', 0, 0, 0, 6, (byte)'X', 0), Sync()),
            A(Raw("a Close of X", (byte)'C', 0, 0, 0, 6, (byte)'X', 0), Sync()),
            A("SELECT 2")),
        new(Topic, "an unknown format is refused",
            A(Parse("SELECT 1"), Bind(string.Empty, string.Empty, 0, 7, []), Execute(), Sync()),
            A(Parse("SELECT $1::int"), Bind(string.Empty, string.Empty, 9, 0, [[1]]), Execute(), Sync()),
            A("SELECT 2")),
        new(Topic, "as many formats as there are not columns",
            A(Parse("SELECT 1, 2"), Raw("a Bind with three result formats", [(byte)'B', 0, 0, 0, 18, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0]), Execute(), Sync()),
            A("SELECT 2")),
        new(Topic, "a password message in the middle is refused",
            A("SELECT 1"),
            A(Raw("a PasswordMessage", (byte)'p', 0, 0, 0, 6, (byte)'x', 0)).UntilClosed(),
            B("SELECT 1")),
        new(Topic, "a negative number of rows is all of them",
            A(Parse("SELECT i FROM generate_series(1, 3) AS i"), Bind(), Execute(string.Empty, -1), Sync())),
        new(Topic, "a statement of great depth is the server's to refuse",
            A($"SELECT {new string('(', 20_000)}1{new string(')', 20_000)}"),
            A("SELECT 2")),
    ];
}
