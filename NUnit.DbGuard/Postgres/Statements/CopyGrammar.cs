namespace NUnit.DbGuard.Postgres.Statements;

/// <summary>Tells where the data of a COPY comes from or goes to. Source: <c>CopyStmt</c> in the server's <c>parser/gram.y</c>.</summary>
internal static class CopyGrammar
{
    // COPY [BINARY] table [(columns)] FROM | TO …, COPY (query) TO …
    public static Statement Copy(ref TokenCursor cursor)
    {
        bool isBinary = cursor.TryTake("BINARY"u8);
        TextSpan table = default;
        bool isQuery = !isBinary && cursor.Current.Kind == SqlTokenKind.LeftParenthesis;
        if ((!isQuery && !cursor.TryTakeQualifiedName(out table)) || !cursor.TrySkipParentheses())
        {
            return default;
        }

        bool isFrom = cursor.TryTake("FROM"u8);
        if ((!isFrom && !cursor.TryTake("TO"u8)) || (isFrom && isQuery))
        {
            return default;
        }

        // The server takes either word in either direction.
        StatementKind kind = cursor.TryTake("STDIN"u8) || cursor.TryTake("STDOUT"u8)
            ? isFrom ? StatementKind.CopyFromStdin : StatementKind.CopyToStdout
            : cursor.TryTake("PROGRAM"u8) || cursor.Current.Kind == SqlTokenKind.String ? StatementKind.CopyOnServer
            : StatementKind.Other;
        return kind == StatementKind.Other ? default : new(kind) { Name = table, Argument = cursor.Rest };
    }
}
