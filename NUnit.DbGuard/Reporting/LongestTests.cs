namespace NUnit.DbGuard.Reporting;

/// <summary>The tests that have most of something; of a test that ran several times, its greatest.</summary>
/// <remarks>Nothing is kept of the others, so that a run may have as many tests as it likes.</remarks>
/// <param name="size">How many are kept.</param>
/// <param name="amount">What they have most of; a test that has none of it is not kept.</param>
internal sealed class LongestTests(int size, Func<FinishedTest, long> amount)
{
    private readonly List<FinishedTest> _tests = new(size + 1);

    /// <summary>Those that are kept, the greatest first.</summary>
    public IReadOnlyList<FinishedTest> Tests => [.. _tests];

    public void Offer(FinishedTest test)
    {
        long its = amount(test);
        if (its <= 0 || (_tests.Count == size && its <= amount(_tests[^1])))
        {
            return;
        }

        int place = _tests.Count;
        for (int i = _tests.Count - 1; i >= 0; i--)
        {
            bool isGreater = amount(_tests[i]) >= its;
            if (!isGreater)
            {
                place = i;
            }

            if (string.Equals(_tests[i].Name, test.Name, StringComparison.Ordinal))
            {
                if (isGreater)
                {
                    return;
                }

                _tests.RemoveAt(i);
            }
        }

        _tests.Insert(place, test);
        if (_tests.Count > size)
        {
            _tests.RemoveAt(size);
        }
    }
}
