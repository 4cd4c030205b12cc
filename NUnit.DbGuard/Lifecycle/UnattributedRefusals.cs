using System.Globalization;
using NUnit.Framework;

namespace NUnit.DbGuard.Lifecycle;

/// <summary>
/// Refusals that fail no test, because the test they belong to has ended or cannot be told. The code that was refused may have swallowed
/// them, so the end of the run tells of each once.
/// </summary>
internal sealed class UnattributedRefusals
{
    // Work that was left behind may try again for as long as the run lasts.
    private const int MostKept = 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    public void Add(DatabaseAccessBlockedException refusal)
    {
        lock (_lock)
        {
            if (_counts.TryGetValue(refusal.Message, out int count) || _counts.Count < MostKept)
            {
                _counts[refusal.Message] = count + 1;
            }
        }
    }

    public void Tell()
    {
        lock (_lock)
        {
            foreach ((string message, int count) in _counts)
            {
                string times = count == 1 ? "once" : string.Create(CultureInfo.InvariantCulture, $"{count} times");
                TestContext.Progress.WriteLine($"NUnit.DbGuard refused, {times}, what no running test could be charged with:\n{message}");
            }

            _counts.Clear();
        }
    }
}
