using System.Globalization;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Tests.Postgres.Server;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>Plays one script against one endpoint and writes down what happens.</summary>
/// <remarks>
/// A step waits for its client's answers before the next step begins. At the end each client that is still there sends a Sync, so that a message too many is
/// seen, and says good-bye.
/// </remarks>
internal sealed class ScriptRun : IDisposable
{
    private readonly WireEndpoint _endpoint;
    private readonly WireServer _server;
    private readonly MessageText _text;
    private readonly Transcript _transcript = new();
    private readonly Dictionary<string, WireClient> _clients = new(StringComparer.Ordinal);
    private WireStep _step = new(string.Empty, StepKind.Finish);

    private ScriptRun(WireEndpoint endpoint, WireServer server)
    {
        _endpoint = endpoint;
        _server = server;
        _text = new(endpoint, server.ObjectNames);
    }

    public static Transcript Play(IReadOnlyList<WireStep> steps, WireEndpoint endpoint, WireServer server)
    {
        using ScriptRun run = new(endpoint, server);
        run.Play(steps);
        return run._transcript;
    }

    public void Dispose()
    {
        foreach (WireClient client in _clients.Values)
        {
            client.Dispose();
        }

        _clients.Clear();
    }

    private void Play(IReadOnlyList<WireStep> steps)
    {
        try
        {
            foreach (WireStep step in steps)
            {
                PlayStep(step);
            }

            foreach (string name in _clients.Keys.Order(StringComparer.Ordinal).ToArray())
            {
                PlayStep(new(name, StepKind.Send, Frontend.Sync()));
                if (_clients.TryGetValue(name, out WireClient? client))
                {
                    client.Send([Frontend.Terminate()]);
                    ReadToEnd(name, client);
                }
            }
        }
        catch (Exception exception) when (exception is TimeoutException or ProtocolViolationException or InvalidDataException)
        {
            // The rest would only repeat it.
            _transcript.Break($"{_step.Client} < {exception.GetType().Name}: {exception.Message}");
        }
    }

    private void PlayStep(WireStep step)
    {
        if (!_clients.TryGetValue(step.Client, out WireClient? client) && step.Kind != StepKind.Connect && _transcript.Lines.All(line => line != $"{step.Client} < (closed)"))
        {
            PlayStep(new(step.Client, StepKind.Connect));
            _clients.TryGetValue(step.Client, out client);
        }

        _step = step;
        _transcript.Add(step.ToString());
        if (step.Kind == StepKind.Connect)
        {
            Connect(step);
            return;
        }

        if (client is null)
        {
            _transcript.Add($"{step.Client} < (was closed before)");
            return;
        }

        switch (step.Kind)
        {
            case StepKind.Send:
                int before = _transcript.Lines.Count;
                client.Send(step.Messages);
                ReadAnswers(step, client);
                AllowRefusal(step, before);
                break;
            case StepKind.Start:
                client.Send(step.Messages);
                break;
            case StepKind.Finish:
                ReadAnswers(step, client);
                break;
            case StepKind.Notifications:
                ReadNotifications(step, client);
                break;
            case StepKind.Cancel:
                // A request that comes before the command has begun is lost, or ends it before its first answer.
                Assert.That(() => _server.Sleeps(_endpoint.Database), Is.True.Soon());
                client.Cancel();
                break;
            case StepKind.Vanish:
                client.Dispose();
                _clients.Remove(step.Client);
                break;
            default:
                throw new InvalidOperationException($"There is no step of kind {step.Kind}.");
        }
    }

    private void Connect(WireStep step)
    {
        WireClient client = new(step.Password is { } password ? _endpoint with { Password = password } : _endpoint);
        _clients.Add(step.Client, client);
        if (step.Negotiation is { } negotiation)
        {
            string answer = client.Negotiate(negotiation) is { } value ? ((char)value).ToString(CultureInfo.InvariantCulture) : "(closed)";
            _transcript.Add($"{step.Client} < {answer} to {negotiation.Text}");
        }

        client.Start(step.Parameters, step.Version);
        ReadAnswers(step, client);
        _text.NameProcess(client.ProcessId, step.Client);
    }

    // What the server does and what the gateway may refuse become the same line; any other error stays.
    private void AllowRefusal(WireStep step, int before)
    {
        if (step.Refusal is { } sqlState
            && _transcript.Lines.Skip(before).Where(static line => line.Contains("< ErrorResponse ", StringComparison.Ordinal))
                .All(line => line.Contains($" C='{sqlState}' ", StringComparison.Ordinal) && line.Contains("Isolation = ", StringComparison.Ordinal)))
        {
            _transcript.Replace(before, $"{step.Client} < (done, or refused with {sqlState}: {step.Reason})");
        }
    }

    private void ReadAnswers(WireStep step, WireClient client)
    {
        if (step.ToTheEnd)
        {
            ReadToEnd(step.Client, client);
            return;
        }

        byte? type;
        if (step.Last is { } last)
        {
            do
            {
                type = ReadOne(step.Client, client);
            }
            while (type is not null && type != last && type != ErrorResponse.Type);

            return;
        }

        while (client.Awaited > 0)
        {
            ReadOne(step.Client, client);
        }
    }

    private void ReadNotifications(WireStep step, WireClient client)
    {
        int count = 0;
        while (count < step.Count)
        {
            switch (ReadOne(step.Client, client))
            {
                case NotificationResponse.Type:
                    count++;
                    break;
                case null:
                    return;
            }
        }
    }

    private void ReadToEnd(string name, WireClient client)
    {
        while (ReadOne(name, client) is not null)
        {
        }
    }

    private byte? ReadOne(string name, WireClient client)
    {
        if (client.Read() is not { } frame)
        {
            _transcript.Add($"{name} < (closed)");
            client.Dispose();
            _clients.Remove(name);
            return null;
        }

        _transcript.Add($"{name} < {_text.Of(frame, _step.HiddenFields)}");
        return frame.Type;
    }
}
