using NUnit.DbGuard.Postgres.Gateway.Shared;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Postgres.Gateway.Virtual;

/// <summary>A prepared statement of a client's, with all that it takes to prepare it again on another server session.</summary>
internal sealed class ClientStatement(Parse parse, Statement statement, ByteString serverName)
{
    /// <summary>The client's name for it, as much as a server keeps; empty for the unnamed one.</summary>
    public ByteString Name { get; } = ServerNames.Kept(parse.Statement).ToOwned();

    /// <summary>What a PREPARE in SQL makes when it is run.</summary>
    public ClientStatement? Prepares { get; init; }

    /// <summary>Whether a PREPARE in SQL has made it: its text is that command's.</summary>
    public bool IsFromSql => Statement.Kind == StatementKind.Prepare && Prepares is null;

    /// <summary>The statement's text as the client sent it.</summary>
    public ByteString Query { get; } = parse.Query.ToOwned();

    public WireList<ObjectId> ParameterTypes { get; } = parse.ParameterTypes with { Wire = parse.ParameterTypes.Wire.ToOwned() };

    /// <summary>What it is.</summary>
    public Statement Statement { get; } = statement;

    /// <summary>Whether it may be a call that the gateway answers or carries out, and whose parameters it has to know.</summary>
    public bool MayHaveCall { get; } = SessionWords.MayHaveCall(parse.Query.Span);

    /// <summary>Its name on the server; empty for the unnamed one.</summary>
    public ByteString ServerName { get; set; } = serverName;

    /// <summary>The server session it was last prepared on; 0: none.</summary>
    public int PreparedOn { get; set; }

    /// <summary>The text with the names that cursors and prepared statements have on the server; <see langword="null"/>: as the client sent it.</summary>
    public ByteString? ServerQuery { get; set; }

    public Parse ForServer() => new(ServerName, ServerQuery ?? Query, ParameterTypes);
}
