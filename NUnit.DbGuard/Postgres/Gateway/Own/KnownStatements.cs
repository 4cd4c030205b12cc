using NUnit.DbGuard.Postgres.Gateway.Shared;
using NUnit.DbGuard.Postgres.Gateway.Virtual;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Postgres.Gateway.Own;

/// <summary>The statements that a client believes to be prepared while it works on sessions of its own: what it brought along, and what it has prepared and closed there.</summary>
/// <remarks>
/// A driver keeps a prepared statement as long as its connection, which may live from a test with one kind of session into one with the other. They are prepared
/// when a session is opened; one that cannot be, because its table is not there for example, is tried again when the client asks for it, and the server says why.
/// Used by the client's thread and by the one that reads its server's answers.
/// </remarks>
internal sealed class KnownStatements
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ByteString, Parse> _statements = [];
    private readonly HashSet<ByteString> _fromSql = [];
    private readonly HashSet<ByteString> _missing = [];

    /// <summary>Whether any could not be prepared.</summary>
    public bool HasMissing
    {
        get
        {
            lock (_lock)
            {
                return _missing.Count > 0;
            }
        }
    }

    public static KnownStatements Of(ClientStatements statements)
    {
        KnownStatements known = new();
        foreach (ClientStatement statement in statements.All)
        {
            known._statements.Add(statement.Name, new Parse(statement.Name, statement.Query, statement.ParameterTypes));
            if (statement.IsFromSql)
            {
                _ = known._fromSql.Add(statement.Name);
            }
        }

        return known;
    }

    /// <summary>All of them, to be prepared on a new session: each by Parse, or by its own text if that is a PREPARE.</summary>
    public (Parse Parse, bool IsFromSql)[] ForNewSession()
    {
        lock (_lock)
        {
            _missing.Clear();
            return [.. _statements.Values.Select(parse => (parse, _fromSql.Contains(ServerNames.Kept(parse.Statement))))];
        }
    }

    public void Add(Parse parse)
    {
        ByteString name = ServerNames.Kept(parse.Statement);
        lock (_lock)
        {
            _statements[name] = parse;
            _ = _fromSql.Remove(name);
            _ = _missing.Remove(name);
        }
    }

    public void Remove(ByteString name)
    {
        name = ServerNames.Kept(name);
        lock (_lock)
        {
            _ = _statements.Remove(name);
            _ = _missing.Remove(name);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _statements.Clear();
            _missing.Clear();
        }
    }

    /// <summary>Notes that the new session does not have one.</summary>
    public void Miss(ByteString name)
    {
        lock (_lock)
        {
            _ = _missing.Add(ServerNames.Kept(name));
        }
    }

    /// <summary>One that the client asks for and the session does not have.</summary>
    public Parse? FindMissing(ByteString name)
    {
        name = ServerNames.Kept(name);
        lock (_lock)
        {
            return _missing.Contains(name) && !_fromSql.Contains(name) ? _statements[name] : null;
        }
    }

    /// <summary>Makes a client's statements the same again, when it comes back to the shared session.</summary>
    public void ApplyTo(ClientStatements statements, SharedSession session, bool usesStandardStrings)
    {
        lock (_lock)
        {
            foreach (ClientStatement statement in statements.All.ToArray())
            {
                bool isSame = _statements.TryGetValue(statement.Name, out Parse parse) && parse.Query == statement.Query && parse.ParameterTypes == statement.ParameterTypes;
                if (!isSame)
                {
                    _ = statements.Close(statement.Name, session);
                }
            }

            foreach ((ByteString name, Parse parse) in _statements)
            {
                if (statements.Find(name) is null)
                {
                    Statement statement = StatementReader.ReadOne(parse.Query.Span, usesStandardStrings);
                    statements.Add(name, new ClientStatement(parse, statement, name.IsEmpty ? ByteString.Empty : session.StatementNames.Take(name)));
                }
            }
        }
    }
}
