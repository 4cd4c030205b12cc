using System.Globalization;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Shared;

/// <summary>The names that clients' statements, or their portals, have on the server: the client's own as long as no other client's has it.</summary>
/// <param name="prefix">What the gateway's names begin with.</param>
internal sealed class ServerNames(string prefix)
{
    /// <summary>From how many bytes on a name is cut. Source: <c>NAMEDATALEN</c>.</summary>
    public const int Longest = 64;

    private readonly HashSet<ByteString> _taken = [];
    private readonly Dictionary<ByteString, ByteString> _clients = [];
    private int _last;

    /// <summary>What the server keeps of a name: two that begin alike may be one to it.</summary>
    public static ByteString Kept(ByteString name) => name.Length < Longest ? name : new(name.Memory[..(Longest - 1)]);

    /// <summary>A name that nobody has.</summary>
    /// <param name="clients">What the client calls it, for the server's errors.</param>
    public ByteString New(ByteString clients)
    {
        ByteString name = ByteString.From(string.Create(CultureInfo.InvariantCulture, $"{prefix}{++_last}"));
        _clients[name] = clients.ToOwned();
        return name;
    }

    /// <summary>The name that a client gives, if no other client's has it; else one of the gateway's.</summary>
    public ByteString Take(ByteString wanted)
    {
        ByteString owned = wanted.Length < Longest ? wanted.ToOwned() : New(wanted);
        if (!_taken.Add(owned))
        {
            owned = New(wanted);
            _ = _taken.Add(owned);
        }

        return owned;
    }

    public bool Any => _taken.Count > 0;

    /// <summary>All that clients have on the server.</summary>
    public IReadOnlyCollection<ByteString> All => [.. _taken, .. _clients.Keys];

    /// <summary>Whether a client has something of that name on the server.</summary>
    public bool Has(ByteString name) => _taken.Contains(name);

    /// <summary>Notes that the server has nothing of that name any more.</summary>
    public void GiveBack(ByteString name)
    {
        _ = _taken.Remove(name);
        _ = _clients.Remove(name);
    }

    /// <summary>The same error with the client's name where the server has put the gateway's.</summary>
    public ErrorResponse InClientsWords(ErrorResponse error)
    {
        if (_clients.Count == 0 || error.Fields.Find(ErrorField.Message) is not { } message || message.Span.IndexOf(System.Text.Encoding.UTF8.GetBytes(prefix)) < 0)
        {
            return error;
        }

        string text = message.ToString();
        foreach ((ByteString name, ByteString clients) in _clients)
        {
            text = text.Replace($"\"{name}\"", $"\"{clients}\"", StringComparison.Ordinal);
        }

        return new(error.Fields.With(ErrorField.Of(ErrorField.Message, text)));
    }
}
