using System.Text;
using NUnit.DbGuard.Postgres.Gateway.Shared;
using NUnit.DbGuard.Postgres.Gateway.Virtual;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>Gives the prepared statements and cursors that SQL names the names that they have on the server.</summary>
/// <remarks>What another client has made is not there for this one: it gets a name that nobody has, and the server says the rest.</remarks>
internal static class SqlNames
{
    /// <summary>Whether a statement's name is exchanged, as names are now.</summary>
    public static bool MustRewrite(ClientSession client, in Statement statement, ReadOnlySpan<byte> sql)
    {
        TextSpan span = NameIn(client, statement, sql);
        return !span.IsEmpty && statement.Kind switch
        {
            StatementKind.Prepare or StatementKind.Execute => true,
            StatementKind.DeclareCursor => ServerNameOfNew(client, NameOf(span, sql)) is not null,
            StatementKind.Deallocate => client.Runner.Session.StatementNames.Has(NameOf(span, sql)),
            _ => ServerNameOfCursor(client, NameOf(span, sql)) is not null,
        };
    }

    /// <summary>The statement's text for the server, and where its characters stand in the client's.</summary>
    /// <param name="client">Whose statement it is.</param>
    /// <param name="statement">A statement of any kind.</param>
    /// <param name="sql">The text that it is in.</param>
    /// <param name="prepared">What PREPARE makes, to be added when it has gone well.</param>
    /// <param name="map">Where the characters stand.</param>
    /// <returns><see langword="null"/>: as it is.</returns>
    public static byte[]? Rewrite(ClientSession client, in Statement statement, ReadOnlySpan<byte> sql, out ClientStatement? prepared, out TextMap map)
    {
        prepared = null;
        map = default;
        TextSpan span = NameIn(client, statement, sql);
        if (span.IsEmpty)
        {
            return null;
        }

        ByteString name = NameOf(span, sql);
        ByteString? serverName = statement.Kind switch
        {
            StatementKind.Prepare => ServerNameOfPrepared(client, statement, sql, name, out prepared),
            StatementKind.Execute or StatementKind.Deallocate => ServerNameOfStatement(client, name),
            StatementKind.DeclareCursor => ServerNameOfNew(client, name),
            _ => ServerNameOfCursor(client, name),
        };
        if (serverName is not { } other || other == name)
        {
            return null;
        }

        ReadOnlySpan<byte> before = sql[statement.Extent.Start..span.Start];
        ReadOnlySpan<byte> after = sql[span.End..statement.Extent.End];
        map = new(default, Encoding.UTF8.GetCharCount(before), other.Length - Encoding.UTF8.GetCharCount(span.Of(sql)));
        return [.. before, .. other.Span, .. after];
    }

    /// <summary>What a cursor or portal of SQL is called on the server, where that is not what this client calls it.</summary>
    public static ByteString? ServerNameOfCursor(ClientSession client, ByteString name)
    {
        ByteString? known = client.Statements.FindPortal(name)?.ServerName ?? client.Cursors.Find(name.ToString());
        ServerNames names = client.Runner.Session.PortalNames;
        ByteString? serverName = known ?? (names.Has(name) ? names.New(name) : null);
        return serverName == name ? null : serverName;
    }

    private static ByteString NameOf(TextSpan span, ReadOnlySpan<byte> sql) => ByteString.From(SqlIdentifier.Decode(span.Of(sql)));

    // A portal of that name is in its way, on the server as here.
    private static ByteString? ServerNameOfNew(ClientSession client, ByteString name)
    {
        ServerNames names = client.Runner.Session.PortalNames;
        ByteString? known = client.Statements.FindPortal(name)?.ServerName ?? client.Cursors.Find(name.ToString());
        ByteString? serverName = known ?? (names.Has(name) ? client.Cursors.Name(name.ToString(), client.Runner.Session) : null);
        return serverName == name ? null : serverName;
    }

    private static ByteString ServerNameOfPrepared(ClientSession client, in Statement statement, ReadOnlySpan<byte> sql, ByteString name, out ClientStatement prepared)
    {
        ByteString serverName = client.Statements.Find(name)?.ServerName ?? client.Runner.Session.StatementNames.Take(name);
        prepared = new ClientStatement(new Parse(name, new ByteString(statement.Text.Of(sql).ToArray()), WireList<ObjectId>.Empty), statement, serverName);
        return serverName;
    }

    private static ByteString? ServerNameOfStatement(ClientSession client, ByteString name)
    {
        SharedSession session = client.Runner.Session;
        return client.Statements.Find(name) is { } known && known.PreparedOn == session.Number ? known.ServerName
            : session.StatementNames.Has(name) ? session.StatementNames.New(name)
            : null;
    }

    private static TextSpan NameIn(ClientSession client, in Statement statement, ReadOnlySpan<byte> sql) => statement.Kind switch
    {
        StatementKind.Prepare or StatementKind.Execute or StatementKind.Deallocate
            or StatementKind.DeclareCursor or StatementKind.Fetch or StatementKind.Move or StatementKind.CloseCursor => statement.Name,
        StatementKind.Other when client.Runner.Session.PortalNames.Any => CurrentOf(statement.Text.Of(sql), statement.Text.Start),
        _ => default,
    };

    // UPDATE … WHERE CURRENT OF name
    private static TextSpan CurrentOf(ReadOnlySpan<byte> text, int start)
    {
        if (!SqlWord.IsIn("current"u8, text))
        {
            return default;
        }

        SqlLexer lexer = new(text);
        SqlToken token;
        while ((token = lexer.Next()).Kind != SqlTokenKind.End)
        {
            if (IsWord(token, text, "CURRENT"u8) && IsWord(token = lexer.Next(), text, "OF"u8)
                && (token = lexer.Next()).Kind is SqlTokenKind.Word or SqlTokenKind.QuotedWord)
            {
                return new TextSpan(start + token.Span.Start, token.Span.Length);
            }
        }

        return default;
    }

    private static bool IsWord(SqlToken token, ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) =>
        token.Kind == SqlTokenKind.Word && Ascii.EqualsIgnoreCase(token.Span.Of(text), word);
}
