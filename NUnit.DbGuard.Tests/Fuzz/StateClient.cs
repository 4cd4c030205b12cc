using System.Text;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

namespace NUnit.DbGuard.Tests.Fuzz;

/// <summary>A client that does random steps, and counts what it is answered with.</summary>
/// <param name="endpoint">Where it connects to.</param>
/// <param name="seed">Determines its steps.</param>
/// <param name="run">What counts.</param>
/// <param name="mayHaveOwnSession">Whether its messages may go to the server as they are.</param>
internal sealed class StateClient(WireEndpoint endpoint, int seed, FuzzRun run, bool mayHaveOwnSession)
{
    private readonly Random _random = new(seed);
    private readonly Queue<string> _last = new();
    private readonly StringBuilder _answers = new();
    private TransactionStatus _status;

    /// <summary>What went wrong; <see langword="null"/>: nothing.</summary>
    public string? Complaint { get; private set; }

    /// <summary>Does its steps, on new connections where one has ended.</summary>
    public void Play()
    {
        try
        {
            int steps = _random.Next(5, 60);
            while (steps > 0)
            {
                using WireClient client = WireClient.Ready(endpoint);
                run.Count("connections");
                _status = TransactionStatus.Idle;
                while (steps-- > 0 && Step(client) && _random.Next(20) > 0)
                {
                }
            }
        }
#pragma warning disable CA1031 // An exception that leaves a thread ends the process; the round asserts on what is kept of it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Complaint = $"{exception}\nThe last steps were:\n{string.Join('\n', _last)}\n    {_answers}";
        }
    }

    // False: the connection has ended.
    private bool Step(WireClient client)
    {
        IReadOnlyList<Outgoing> messages = StateStep.Make(_random);
        if (mayHaveOwnSession)
        {
            messages = [.. StateStep.WithoutLateExecutes(messages, _status == TransactionStatus.Failed)];
        }

        _last.Enqueue(string.Join(", ", messages));
        while (_last.Count > 16)
        {
            _ = _last.Dequeue();
        }

        run.Count("steps");
        run.Count("messages", messages.Count);
        if (_random.Next(40) == 0)
        {
            // It leaves in the middle.
            client.Send([.. messages.Take(_random.Next(messages.Count + 1))]);
            return false;
        }

        client.Send(messages);
        if (_random.Next(25) == 0)
        {
            client.Cancel();
        }

        _answers.Clear();
        bool isOpen = ReadAnswers(client);
        _last.Enqueue($"    {_answers}");
        return isOpen && (_random.Next(3) > 0 || IsInStep(client));
    }

    private bool ReadAnswers(WireClient client)
    {
        while (client.Awaited > 0)
        {
            if (client.Read() is not { } frame)
            {
                return false;
            }

            Judge(frame);
            NoteAnswer(frame);
        }

        return true;
    }

    // One ReadyForQuery too many would now come before the answer.
    private bool IsInStep(WireClient client)
    {
        string marker = $"marker {_random.Next()}";
        client.Send([Frontend.Query($"SELECT '{marker}'")]);
        StringBuilder types = new();
        while (client.Awaited > 0)
        {
            if (client.Read() is not { } frame)
            {
                return false;
            }

            Judge(frame);
            if (frame.Type is not (NoticeResponse.Type or NotificationResponse.Type or ParameterStatus.Type))
            {
                _ = types.Append((char)frame.Type);
            }

            Assert.That(frame.Type != DataRow.Type || DataRow.Read(frame.Body).Columns.ToArray()[0].Bytes.ToString() == marker, Is.True, "another's answer");
        }

        return types.ToString() is "TDCZ" or "EZ" ? true : throw new InvalidOperationException($"{types} came in answer to one SELECT.");
    }

    // The types of what has come, and of an error what it says.
    private void NoteAnswer(Frame frame) => _ = frame.Type == ErrorResponse.Type
        ? _answers.Append($"E<{ErrorResponse.Read(frame.Body).Fields.Find(ErrorField.Message)}>")
        : _answers.Append((char)frame.Type);

    private void Judge(Frame frame)
    {
        if (frame.Type == ReadyForQuery.Type)
        {
            _status = ReadyForQuery.Read(frame.Body).Status;
        }

        if (frame.Type == ErrorResponse.Type && frame.Body.Span.IndexOf("the gateway failed"u8) >= 0)
        {
            throw new InvalidOperationException(Encoding.UTF8.GetString(frame.Body.Span));
        }
    }
}
