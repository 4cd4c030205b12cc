using System.Text;
using NUnit.DbGuard.Postgres.Gateway.Virtual;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>Gives the prepared statements that SQL names the names that they have on the server.</summary>
internal static class SqlNames
{
    /// <summary>The statement's text for the server, and where its characters stand in the client's.</summary>
    /// <param name="client">Whose statement it is.</param>
    /// <param name="statement">A PREPARE or EXECUTE.</param>
    /// <param name="sql">The text that it is in.</param>
    /// <param name="prepared">What PREPARE makes, to be added when it has gone well.</param>
    /// <param name="map">Where the characters stand.</param>
    /// <returns><see langword="null"/>: as it is.</returns>
    public static byte[]? Rewrite(ClientSession client, in Statement statement, ReadOnlySpan<byte> sql, out ClientStatement? prepared, out TextMap map)
    {
        prepared = null;
        map = default;
        if (statement.Kind is not (StatementKind.Prepare or StatementKind.Execute))
        {
            return null;
        }

        ByteString name = ByteString.From(SqlIdentifier.Decode(statement.Name.Of(sql)));
        ByteString serverName;
        if (statement.Kind == StatementKind.Prepare)
        {
            serverName = client.Statements.Find(name) is not null ? name : client.Runner.Session.TakeName(name);
            prepared = new ClientStatement(new Parse(name, new ByteString(statement.Text.Of(sql).ToArray()), WireList<ObjectId>.Empty), statement, serverName);
        }
        else if (client.Statements.Find(name) is { } known && known.PreparedOn == client.Runner.Session.Number)
        {
            serverName = known.ServerName;
        }
        else if (client.Runner.Session.HasName(name))
        {
            // Another client's: this one's is not there.
            serverName = client.Runner.Session.NewName();
        }
        else
        {
            return null;
        }

        if (serverName == name)
        {
            return null;
        }

        ReadOnlySpan<byte> before = sql[statement.Extent.Start..statement.Name.Start];
        ReadOnlySpan<byte> after = sql[statement.Name.End..statement.Extent.End];
        map = new(default, Encoding.UTF8.GetCharCount(before), serverName.Length - Encoding.UTF8.GetCharCount(statement.Name.Of(sql)));
        return [.. before, .. serverName.Span, .. after];
    }
}
