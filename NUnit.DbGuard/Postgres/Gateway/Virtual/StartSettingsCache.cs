using System.Collections.Concurrent;
using System.Collections.Immutable;
using NUnit.DbGuard.Postgres.Gateway.Clients;
using NUnit.DbGuard.Postgres.Gateway.Servers;
using NUnit.DbGuard.Postgres.Gateway.Shared;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Virtual;

/// <summary>Tries on a server session of its own what clients ask for at their start, once for each set of wishes.</summary>
/// <remarks>A client may connect while no test runs, or while another's group does: the shared session is not asked.</remarks>
internal sealed class StartSettingsCache(string connectionString)
{
    /// <summary>How many sets of wishes are kept. Clients that make up each its own, a name with a random part perhaps, are tried each time and take no more memory than this.</summary>
    public const int Most = 32;

    private readonly ConcurrentDictionary<string, ClientSettings> _known = new(StringComparer.Ordinal);

    /// <summary>How many are known.</summary>
    public int Count => _known.Count;

    /// <exception cref="ClientRefusalException">One of them is not valid.</exception>
    public ClientSettings Find(ClientSettings settings, IReadOnlyList<KeyValuePair<string, string>> wanted)
    {
        string key = string.Join('\0', wanted.Select(static setting => $"{setting.Key}\0{setting.Value}").Concat(settings.Effective.Select(static setting => $"{setting.Key}\0{setting.Value}")));
        if (_known.TryGetValue(key, out ClientSettings? known))
        {
            return known;
        }

        ClientSettings tried = Try(settings, wanted);
        if (_known.Count >= Most)
        {
            _known.Clear();
        }

        return _known.GetOrAdd(key, tried);
    }

    private ClientSettings Try(ClientSettings settings, IReadOnlyList<KeyValuePair<string, string>> wanted)
    {
        using SharedSession session = new(ServerLink.Open(connectionString), number: 0, new TransactionStack());
        session.Open();
        session.LimitAnswers();
        Answers answers = new(wanted, settings);
        for (int i = 0; i < wanted.Count; i++)
        {
            (int index, KeyValuePair<string, string> setting) = (i, wanted[i]);
            session.FlyOwn(flight => OwnStatements.Add(flight, OwnStatements.SetConfig, FlightStepOwner.Reading, index, setting.Key, setting.Value), answers);
        }

        ImmutableDictionary<string, string> reported = settings.Effective.TryGetValue("application_name", out string? application)
            ? session.Reported.SetItem("application_name", application)
            : session.Reported;
        return answers.Settings.WithReported(reported, static _ => false);
    }

    private sealed class Answers(IReadOnlyList<KeyValuePair<string, string>> wanted, ClientSettings settings) : IFlightObserver
    {
        public ClientSettings Settings { get; private set; } = settings;

        public void OnAnswer(in FlightStep step, Frame frame, FrameReader reader, bool isLast)
        {
        }

        public void OnError(in FlightStep step, ErrorResponse error)
        {
            (string name, string value) = wanted[step.Index];

            // A server that lets users in by passwords does not tell one that does not exist from a wrong password.
            throw name == "session_authorization"
                ? new ClientRefusalException("28P01", $"password authentication failed for user \"{value}\"")
                : new ClientRefusalException(
                    error.Fields.Find(ErrorField.SqlState)?.ToString() ?? "XX000", error.Fields.Find(ErrorField.Message)?.ToString() ?? "invalid start-up parameter");
        }

        public void OnRow(in FlightStep step, DataRow row)
        {
            string name = wanted[step.Index].Key;
            Settings = Settings.With(name, row.Columns.ToArray()[0].Bytes.ToString(), isLocal: false);
        }

        public void OnCopyIn(in FlightStep step, Frame frame)
        {
        }
    }
}
