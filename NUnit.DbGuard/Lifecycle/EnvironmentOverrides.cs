namespace NUnit.DbGuard.Lifecycle;

/// <summary>Environment variables set for the length of the run; the end puts the earlier values back.</summary>
internal sealed class EnvironmentOverrides
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string?> _earlier = new(StringComparer.Ordinal);

    public void Set(string name, string value)
    {
        lock (_lock)
        {
            _earlier.TryAdd(name, Environment.GetEnvironmentVariable(name));
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    public void Restore()
    {
        lock (_lock)
        {
            foreach ((string name, string? value) in _earlier)
            {
                Environment.SetEnvironmentVariable(name, value);
            }

            _earlier.Clear();
        }
    }
}
