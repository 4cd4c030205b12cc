using System.Collections.Frozen;
using System.Globalization;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Shared;

/// <summary>The gateway's own statements on a server session: those that nearly every flight needs are prepared when it begins.</summary>
/// <remarks>They never use the unnamed statement, which is the clients'. They do use the unnamed portal, which no client's group leaves behind.</remarks>
internal static class OwnStatements
{
    /// <summary>Sets one setting for the session: name, value.</summary>
    public const string SetConfig = "SELECT pg_catalog.set_config($1, $2, false)";

    /// <summary>Reads one setting; null if there is none of that name.</summary>
    public const string CurrentSetting = "SELECT pg_catalog.current_setting($1, true)";

    /// <summary>Checks what is deferred to COMMIT.</summary>
    public const string CheckConstraints = "SET CONSTRAINTS ALL IMMEDIATE";

    /// <summary>Has the server forget what <c>currval()</c> and <c>lastval()</c> answer.</summary>
    public const string DiscardSequences = "DISCARD SEQUENCES";

    private const int PreparedDepths = 4;

    private static readonly FrozenDictionary<string, ByteString> s_names = All().Select(static (sql, index) => KeyValuePair.Create(sql, NameOf(index))).ToFrozenDictionary();

    private static readonly ByteString s_once = ByteString.From("_dbguard_once");

    /// <summary>Prepares those that are used often.</summary>
    public static void AddPreparations(Flight flight)
    {
        foreach ((string sql, ByteString name) in s_names)
        {
            flight.Add(new Parse(name, ByteString.From(sql), WireList<ObjectId>.Empty), FlightStepKind.Parse, FlightStepOwner.Gateway);
        }

        flight.Sync();
    }

    /// <summary>Runs one.</summary>
    public static void Add(Flight flight, string sql, FlightStepOwner owner = FlightStepOwner.Gateway, int index = -1, params ReadOnlySpan<string> parameters)
    {
        bool isPrepared = s_names.TryGetValue(sql, out ByteString name);
        if (!isPrepared)
        {
            // Before, not after: one that has failed is still there.
            name = s_once;
            flight.Add(new Close(PreparedKind.Statement, name), FlightStepKind.Close, owner);
            flight.Add(new Parse(name, ByteString.From(sql), WireList<ObjectId>.Empty), FlightStepKind.Parse, owner);
        }

        FieldValue[] values = new FieldValue[parameters.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = FieldValue.Of(ByteString.From(parameters[i]));
        }

        flight.Add(
            new Bind(ByteString.Empty, name, WireList<FormatCode>.Empty, WireList<FieldValue>.Of(values), WireList<FormatCode>.Empty), FlightStepKind.Bind, owner);
        flight.Add(new Execute(ByteString.Empty, RowLimit: 0), FlightStepKind.Execute, owner, index);
    }

    private static IEnumerable<string> All()
    {
        yield return "BEGIN";
        yield return SetConfig;
        yield return CurrentSetting;
        yield return CheckConstraints;
        yield return DeferrableConstraints.DeferAgain;
        yield return "SET TRANSACTION READ ONLY";
        for (int depth = 1; depth <= PreparedDepths; depth++)
        {
            TransactionFrame frame = new(TransactionFrameKind.Group, owner: null) { Depth = depth };
            yield return new StackChange(StackChangeKind.Savepoint, frame).Sql;
            yield return new StackChange(StackChangeKind.Release, frame).Sql;
            yield return new StackChange(StackChangeKind.RollBackTo, frame).Sql;
        }
    }

    private static ByteString NameOf(int index) => ByteString.From(string.Create(CultureInfo.InvariantCulture, $"_dbguard_own_{index}"));
}
