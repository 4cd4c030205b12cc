using System.Collections.Immutable;
using Npgsql;
using NUnit.DbGuard.Postgres.Gateway.Clients;
using NUnit.DbGuard.Postgres.Gateway.Servers;
using NUnit.DbGuard.Postgres.Gateway.Virtual;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Own;

/// <summary>Opens a server session for one client, and makes it what the client believes to have: its settings and prepared statements.</summary>
/// <remarks>What the client asked for when it connected is asked for again in the same way, so that RESET goes back to it; what it has set since is set.</remarks>
internal static class OwnSessionOpening
{
    // A session cannot begin with these: who it is of, and what Npgsql says itself.
    private static readonly string[] s_notAtStart = ["session_authorization", "client_encoding"];

    /// <summary>Opens it.</summary>
    /// <param name="connectionString">How the server is reached.</param>
    /// <param name="parked">A session that the same client has had there, as it was at its start; <see langword="null"/>: there is none.</param>
    /// <param name="start">The settings that the client connected with.</param>
    /// <param name="settings">Those that it has now.</param>
    /// <param name="statements">What it has prepared.</param>
    /// <param name="reported">The parameters that the server has reported, up to now.</param>
    /// <exception cref="NpgsqlException">The server could not be reached, or refused.</exception>
    /// <exception cref="IOException">The connection has failed, or the server took too long.</exception>
    /// <exception cref="ProtocolViolationException">What the server says cannot be understood.</exception>
    public static ServerLink Open(
        string connectionString, ServerLink? parked, ClientSettings start, ClientSettings settings, KnownStatements statements, out ImmutableDictionary<string, string> reported)
    {
        ServerLink link = parked ?? Connect(connectionString, start);
        try
        {
            ImmutableDictionary<string, string>.Builder parameters = link.Parameters.ToImmutableDictionary(StringComparer.OrdinalIgnoreCase).ToBuilder();
            (Parse Parse, bool IsFromSql)[] toPrepare = statements.ForNewSession();
            link.BeginOpening();
            int groups = Write(link.Writer, Differences(start, settings), toPrepare);
            for (int group = 0; group < groups; group++)
            {
                bool hasFailed = Read(link.Reader, parameters);
                if (hasFailed && group >= groups - toPrepare.Length)
                {
                    statements.Miss(toPrepare[group - (groups - toPrepare.Length)].Parse.Statement);
                }
            }

            link.EndOpening();
            reported = parameters.ToImmutable();
            return link;
        }
        catch
        {
            link.Dispose();
            throw;
        }
    }

    private static ServerLink Connect(string connectionString, ClientSettings start)
    {
        IEnumerable<KeyValuePair<string, string>> atStart = start.Session.Where(static setting => !s_notAtStart.Contains(setting.Key, StringComparer.Ordinal));
        NpgsqlConnectionStringBuilder builder = new(connectionString) { Pooling = false, Enlist = false, Multiplexing = false };
        string options = StartupOptions.Compose(atStart);
        if (options.Length > 0)
        {
            builder.Options = options;
        }

        return ServerLink.Open(builder.ConnectionString);
    }

    private static IEnumerable<string> Differences(ClientSettings start, ClientSettings settings)
    {
        foreach (string name in start.Session.Keys.Where(name => !settings.Effective.ContainsKey(name)))
        {
            yield return Shared.SettingsSwitch.Reset(name);
        }

        // Who it is comes last: the other settings may need the rights of the session's own user.
        foreach ((string name, string value) in settings.Effective.OrderBy(static setting => setting.Key is "role" ? 2 : setting.Key is "session_authorization" ? 1 : 0))
        {
            if (start.Session.GetValueOrDefault(name) != value || s_notAtStart.Contains(name, StringComparer.Ordinal))
            {
                yield return $"SELECT pg_catalog.set_config({Literal(name)}, {Literal(value)}, false)";
            }
        }
    }

    // Each in a group of its own, in one flight.
    private static int Write(FrameWriter writer, IEnumerable<string> settings, (Parse Parse, bool IsFromSql)[] statements)
    {
        int groups = 0;
        foreach (string sql in settings)
        {
            new Query(ByteString.From(sql)).Write(writer);
            groups++;
        }

        foreach ((Parse parse, bool isFromSql) in statements)
        {
            if (isFromSql)
            {
                new Query(parse.Query).Write(writer);
            }
            else
            {
                parse.Write(writer);
                default(Sync).Write(writer);
            }

            groups++;
        }

        writer.Flush();
        return groups;
    }

    private static bool Read(FrameReader reader, ImmutableDictionary<string, string>.Builder parameters)
    {
        bool hasFailed = false;
        while (true)
        {
            Frame frame = reader.ReadWhole(reader.Read() ?? throw new IOException("The server closed a session that was just opened."));
            switch (frame.Type)
            {
                case ReadyForQuery.Type:
                    return hasFailed;
                case ErrorResponse.Type:
                    hasFailed = true;
                    break;
                case ParameterStatus.Type:
                    ParameterStatus status = ParameterStatus.Read(frame.Body);
                    parameters[status.Name.ToString()] = status.Value.ToString();
                    break;
            }
        }
    }

    private static string Literal(string text) =>
        $"E'{text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";
}
