using NUnit.DbGuard.Postgres.Gateway.Shared;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Virtual;

/// <summary>A client's prepared statements and portals by the client's own names, which no other client shares.</summary>
/// <remarks>Prepared statements survive rollbacks, as in the server; portals end with their transaction.</remarks>
internal sealed class ClientStatements
{
    private readonly Dictionary<ByteString, ClientStatement> _statements = [];
    private readonly Dictionary<ByteString, ClientPortal> _portals = [];

    /// <summary>Whether the server knows names of this client's that must be closed with it.</summary>
    public bool IsEmpty => _statements.Count == 0 && _portals.Count == 0;

    public IReadOnlyCollection<ClientStatement> All => _statements.Values;

    /// <summary>The unnamed portal.</summary>
    public ClientPortal? UnnamedPortal { get; set; }

    public ClientStatement? Find(ByteString name) => _statements.GetValueOrDefault(name);

    public ClientPortal? FindPortal(ByteString name) => _portals.GetValueOrDefault(name);

    public void Add(ByteString name, ClientStatement statement) => _statements[name.ToOwned()] = statement;

    public void AddPortal(ByteString name, ClientPortal portal) => _portals[name.ToOwned()] = portal;

    /// <summary>Forgets a statement, and has the server forget it.</summary>
    public bool Close(ByteString name, SharedSession session)
    {
        if (!_statements.Remove(name, out ClientStatement? statement))
        {
            return false;
        }

        CloseOnServer(statement, session);
        return true;
    }

    /// <summary>Forgets a statement that the server has just closed.</summary>
    public void Forget(ByteString name, SharedSession? session = null)
    {
        if (_statements.Remove(name, out ClientStatement? statement))
        {
            session?.GiveBackName(statement.ServerName);
        }
    }

    /// <summary>Forgets a portal that the server has just closed.</summary>
    public void ForgetPortal(ByteString name, SharedSession session)
    {
        if (_portals.Remove(name, out ClientPortal? portal))
        {
            session.GiveBackName(portal.ServerName);
        }
    }

    public void CloseAll(SharedSession session)
    {
        foreach (ClientStatement statement in _statements.Values)
        {
            CloseOnServer(statement, session);
        }

        _statements.Clear();
    }

    public bool ClosePortal(ByteString name, SharedSession session)
    {
        if (!_portals.Remove(name, out ClientPortal? portal))
        {
            return false;
        }

        CloseOnServer(portal, session);
        return true;
    }

    public void CloseAllPortals(SharedSession session)
    {
        if (_portals.Count == 0)
        {
            return;
        }

        foreach (ClientPortal portal in _portals.Values)
        {
            CloseOnServer(portal, session);
        }

        _portals.Clear();
    }

    private static void CloseOnServer(ClientStatement statement, SharedSession session)
    {
        if (statement.PreparedOn == session.Number && !statement.ServerName.IsEmpty)
        {
            session.CloseLater(PreparedKind.Statement, statement.ServerName);
        }
    }

    private static void CloseOnServer(ClientPortal portal, SharedSession session)
    {
        if (!portal.IsBound)
        {
            session.GiveBackName(portal.ServerName);
        }
        else if (!portal.ServerName.IsEmpty)
        {
            session.CloseLater(PreparedKind.Portal, portal.ServerName);
        }
    }
}
