using NUnit.DbGuard.Postgres.Gateway.Shared;
using NUnit.DbGuard.Postgres.Gateway.Virtual;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>The settings that a flight's statements set: their values are read at its end, in the same flight, and become the client's.</summary>
internal sealed class TouchedSettings
{
    private readonly List<SettingTouch> _touched = [];
    private readonly List<TouchedValue> _values = [];

    public bool IsEmpty => _touched.Count == 0;

    public void Add(string name, bool isLocal)
    {
        // Those are the transaction's own, and the seed of random() cannot be read.
        if (name != "seed" && !name.StartsWith("transaction_", StringComparison.Ordinal))
        {
            _touched.Add(new(name, isLocal));
        }

        if (name == "session_authorization")
        {
            // The server sets the role to none with it, for as long.
            _touched.Add(new("role", isLocal));
        }
    }

    public void AddReadings(Flight flight)
    {
        for (int i = 0; i < _touched.Count; i++)
        {
            OwnStatements.Add(flight, OwnStatements.CurrentSetting, FlightStepOwner.Reading, i, _touched[i].Name);
        }
    }

    /// <summary>Takes the answer to one reading.</summary>
    public void Read(int index, FieldValue value)
    {
        if (!value.IsNull)
        {
            _values.Add(new(_touched[index], value.Bytes.ToString()));
        }
    }

    /// <summary>Makes what the flight has set the client's.</summary>
    public void Take(ClientSession client, SharedSession session, bool isFailed)
    {
        if (!isFailed)
        {
            client.Settings = client.Settings.WithReported(session.Reported, IsLocal);
        }

        foreach (TouchedValue value in _values)
        {
            client.Settings = client.Settings.With(value.Touch.Name, value.Value, value.Touch.IsLocal);
        }

        if (_values.Count > 0)
        {
            session.Applied = client.Settings.Effective;
        }

        Clear();
    }

    public void Clear()
    {
        _values.Clear();
        _touched.Clear();
    }

    // A parameter that nobody set by name follows from those that were: is_superuser from the role.
    private bool IsLocal(string parameter)
    {
        int index = _touched.FindLastIndex(touch => touch.Name.Equals(parameter, StringComparison.OrdinalIgnoreCase));
        return index >= 0 ? _touched[index].IsLocal : _touched.Count > 0 && _touched.TrueForAll(static touch => touch.IsLocal);
    }
}
