using System.Collections.Immutable;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Virtual;

/// <summary>What a client has been told of the parameters that a server reports.</summary>
internal sealed class ReportedParameters(ClientOutput output)
{
    private ImmutableDictionary<string, string> _told = ImmutableDictionary<string, string>.Empty;

    /// <summary>Tells it of those that are not as it was told.</summary>
    public void Report(ImmutableDictionary<string, string> reported)
    {
        if (ReferenceEquals(_told, reported))
        {
            return;
        }

        foreach ((string name, string value) in InServersOrder(reported))
        {
            if (_told.GetValueOrDefault(name) != value)
            {
                output.Write(new ParameterStatus(ByteString.From(name), ByteString.From(value)));
            }
        }

        _told = reported;
    }

    /// <summary>Notes what a server session of its own has told it.</summary>
    public void NoteTold(ParameterStatus status) => _told = _told.SetItem(status.Name.ToString(), status.Value.ToString());

    // The server sorts its settings by their names in lower case; from version 16 on they have no order (ServerVersions).
#pragma warning disable CA1308
    private static IEnumerable<KeyValuePair<string, string>> InServersOrder(ImmutableDictionary<string, string> parameters) =>
        parameters.OrderBy(static parameter => parameter.Key.ToLowerInvariant(), StringComparer.Ordinal);
#pragma warning restore CA1308
}
