using NUnit.DbGuard.Benchmarks.Bodies;

namespace NUnit.DbGuard.Benchmarks.Measuring;

/// <summary>A test as a worker runs it.</summary>
/// <param name="Name">The name by which the workers are told to run it.</param>
/// <param name="Database">The database that its mark names; empty: it has no mark.</param>
/// <param name="Body">Its body; gets the connection string.</param>
internal sealed record Scenario(string Name, string Database, Action<string> Body)
{
    public static Scenario[] All { get; } =
    [
        new("unmarked", string.Empty, TestBodies.Nothing),
        new("marked-unused", "tables50", TestBodies.Nothing),
        new("raw", "tables50", TestBodies.InsertAndCount),
        new("ef", "tables50", TestBodies.SaveAndQuery),
        new("raw-10-mb", "megabytes10", TestBodies.InsertAndCount),
        new("raw-100-mb", "megabytes100", TestBodies.InsertAndCount),
        new("raw-10-tables", "tables10", TestBodies.InsertAndCount),
        new("raw-200-tables", "tables200", TestBodies.InsertAndCount),
        new("statements-1", "tables50", TestBodies.Statements(1)),
        new("statements-10", "tables50", TestBodies.Statements(10)),
        new("statements-100", "tables50", TestBodies.Statements(100)),
        new("connections-1", "tables50", TestBodies.Connections(1)),
        new("connections-8", "tables50", TestBodies.Connections(8)),
        new("leak", "tables50", TestBodies.Leak),
        new("leak-10-mb", "megabytes10", TestBodies.Leak),
        new("leak-100-mb", "megabytes100", TestBodies.Leak),
        new("leak-transaction", "tables50", TestBodies.LeakTransaction),
        new("leak-transaction-10-mb", "megabytes10", TestBodies.LeakTransaction),
        new("leak-transaction-100-mb", "megabytes100", TestBodies.LeakTransaction),
        new("ddl", "tables50", TestBodies.ChangeSchema),
        new("ddl-200-tables", "tables200", TestBodies.ChangeSchema),
        new("execute", "tables50", TestBodies.ExecuteOften),
        new("read", "tables50", TestBodies.ReadManyRows),
    ];

    /// <summary>Whether the body uses its database.</summary>
    public bool UsesDatabase => Body != TestBodies.Nothing;

    public static Scenario Of(string name) => Array.Find(All, scenario => scenario.Name == name) ?? throw new ArgumentException($"No scenario '{name}'.", nameof(name));
}
