using System.Globalization;
using System.Text;
using Messages = NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>The frontend's messages, short to write in a script.</summary>
/// <remarks>Parameters are text, results are text, names are the unnamed ones unless something else is said.</remarks>
internal static class Frontend
{
    public const uint Bool = 16, Bytea = 17, Int8 = 20, Int4 = 23, Text = 25;

    public static Outgoing Query(string sql) => Outgoing.Of($"Query {Shown(sql)}", new Messages.Query(Of(sql)), answers: 1);

    public static Outgoing Parse(string sql, string name = "", params uint[] types) =>
        Outgoing.Of(
            $"Parse {name} {Shown(sql)}",
            new Messages.Parse(Of(name), Of(sql), Messages.WireList<Messages.ObjectId>.Of([.. types.Select(static type => new Messages.ObjectId(type))])));

    public static Outgoing Bind(params string?[] values) => BindTo(string.Empty, string.Empty, values);

    public static Outgoing BindTo(string statement, string portal, params string?[] values) =>
        Bind(statement, portal, 0, 0, [.. values.Select(static value => value is null ? null : Encoding.UTF8.GetBytes(value))]);

    public static Outgoing BindBinary(string statement, params byte[]?[] values) => Bind(statement, string.Empty, 1, 1, values);

    public static Outgoing Bind(string statement, string portal, short parameterFormat, short resultFormat, byte[]?[] values) =>
        Outgoing.Of(
            $"Bind {portal}={statement}({string.Join(", ", values.Select(static value => value is null ? "NULL" : BytesText.Of(value)))})",
            new Messages.Bind(
                Of(portal),
                Of(statement),
                Messages.WireList<Messages.FormatCode>.Of(new Messages.FormatCode(parameterFormat)),
                Messages.WireList<Messages.FieldValue>.Of([.. values.Select(Value)]),
                Messages.WireList<Messages.FormatCode>.Of(new Messages.FormatCode(resultFormat))));

    public static Outgoing Execute(string portal = "", int rows = 0) =>
        Outgoing.Of($"Execute {portal}:{rows.ToString(CultureInfo.InvariantCulture)}", new Messages.Execute(Of(portal), rows));

    public static Outgoing DescribeStatement(string name = "") => Outgoing.Of($"Describe statement {name}", new Messages.Describe(Messages.PreparedKind.Statement, Of(name)));

    public static Outgoing DescribePortal(string name = "") => Outgoing.Of($"Describe portal {name}", new Messages.Describe(Messages.PreparedKind.Portal, Of(name)));

    public static Outgoing CloseStatement(string name = "") => Outgoing.Of($"Close statement {name}", new Messages.Close(Messages.PreparedKind.Statement, Of(name)));

    public static Outgoing ClosePortal(string name = "") => Outgoing.Of($"Close portal {name}", new Messages.Close(Messages.PreparedKind.Portal, Of(name)));

    public static Outgoing Sync() => Outgoing.Of("Sync", default(Messages.Sync), answers: 1);

    /// <summary>A Sync that the server ignores, since it is in the middle of a COPY.</summary>
    public static Outgoing IgnoredSync() => Outgoing.Of("Sync", default(Messages.Sync));

    public static Outgoing Flush() => Outgoing.Of("Flush", default(Messages.Flush));

    public static Outgoing CopyData(string data) => Outgoing.Of($"CopyData {Shown(data)}", new Messages.CopyData(Of(data)));

    public static Outgoing CopyData(byte[] data) => Outgoing.Of($"CopyData {BytesText.Of(data)}", new Messages.CopyData(new(data)));

    public static Outgoing CopyDone() => Outgoing.Of("CopyDone", default(Messages.CopyDone));

    public static Outgoing CopyFail(string reason) => Outgoing.Of($"CopyFail {reason}", new Messages.CopyFail(Of(reason)));

    public static Outgoing Terminate() => Outgoing.Of("Terminate", default(Messages.Terminate));

    public static Outgoing FunctionCall(uint function, params string?[] values) =>
        Outgoing.Of(
            $"FunctionCall {function.ToString(CultureInfo.InvariantCulture)}({string.Join(", ", values)})",
            new Messages.FunctionCall(
                new(function),
                default,
                Messages.WireList<Messages.FieldValue>.Of([.. values.Select(static value => Value(value is null ? null : Encoding.UTF8.GetBytes(value)))]),
                Messages.FormatCode.Text),
            answers: 1);

    /// <summary>Bytes that are no message; how many answers they get is for the step to say.</summary>
    public static Outgoing Raw(string text, params byte[] bytes) => new(text, bytes, 0);

    /// <summary>The first bytes of a message.</summary>
    public static Outgoing Cut(Outgoing whole, int length) => new($"{whole.Text}, cut after {length} bytes", whole.Bytes[..length], 0);

    /// <summary>Parse, Bind, Describe and Execute, as drivers send a command, without the Sync.</summary>
    public static Outgoing[] Command(string sql, params string?[] values) => [Parse(sql), Bind(values), DescribePortal(), Execute()];

    /// <summary>The same with the Sync.</summary>
    public static Outgoing[] Extended(string sql, params string?[] values) => [.. Command(sql, values), Sync()];

    private static Messages.ByteString Of(string text) => Messages.ByteString.From(text);

    private static Messages.FieldValue Value(byte[]? bytes) => bytes is null ? Messages.FieldValue.Null : Messages.FieldValue.Of(new(bytes));

    private static string Shown(string text) => BytesText.Of(Encoding.UTF8.GetBytes(text));
}
