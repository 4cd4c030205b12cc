using System.Text;

namespace NUnit.DbGuard.Postgres.Statements;

/// <summary>The name of a setting, as the server knows it, of the many ways to write it.</summary>
internal static class SettingName
{
    /// <summary>Writes a name, each of its parts by itself.</summary>
    public static string Quote(string name) => string.Join('.', name.Split('.').Select(SqlIdentifier.Quote));

    /// <summary>The name in lower case: <c>TIME ZONE</c> is <c>timezone</c>, <c>App."Tenant"</c> is <c>app.tenant</c>.</summary>
    /// <param name="name">The <see cref="Statement.Name"/> of a statement about a setting.</param>
    public static string Decode(ReadOnlySpan<byte> name)
    {
        StringBuilder decoded = new();
        SqlLexer lexer = new(name);
        bool isFirst = true;
        bool afterDot = false;
        SqlToken token;
        while ((token = lexer.Next()).Kind != SqlTokenKind.End)
        {
            if (token.Kind == SqlTokenKind.Dot)
            {
                decoded.Append('.');
                afterDot = true;
                continue;
            }

            if (!isFirst && !afterDot)
            {
                decoded.Append(' ');
            }

            // Settings are found whatever the case of their letters, in quotes too.
            decoded.Append(SqlIdentifier.Decode(token.Span.Of(name)));
            isFirst = afterDot = false;
        }

#pragma warning disable CA1308 // The server spells its settings in lower case.
        string spelled = decoded.ToString().ToLowerInvariant();
#pragma warning restore CA1308
        return spelled switch
        {
            "time zone" => "timezone",
            "names" => "client_encoding",
            "schema" => "search_path",
            "session authorization" => "session_authorization",
            "xml option" => "xmloption",
            "transaction isolation level" => "transaction_isolation",
            _ => spelled,
        };
    }
}
