namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>Makes a program that fails smaller, as long as it still fails.</summary>
internal static class Shrinking
{
    public static IReadOnlyList<TPart> Smallest<TPart>(IReadOnlyList<TPart> program, Func<IReadOnlyList<TPart>, bool> fails)
        where TPart : IProgramPart
    {
        List<TPart> smallest = [.. program];
        for (int size = smallest.Count / 2; size > 0; size /= 2)
        {
            int start = 0;
            while (start < smallest.Count)
            {
                List<TPart> candidate = Without(smallest, start, size);
                if (candidate.Count < smallest.Count && fails(candidate))
                {
                    smallest = candidate;
                }
                else
                {
                    start += size;
                }
            }
        }

        return smallest;
    }

    private static List<TPart> Without<TPart>(List<TPart> parts, int start, int count)
        where TPart : IProgramPart
    {
        List<TPart> rest = [.. parts.Where((part, index) => part.IsFixed || index < start || index >= start + count)];

        // The end of a turn in which nothing is left goes with it.
        return [.. rest.Where((part, index) => !part.IsFixed || (index > 0 && !rest[index - 1].IsFixed))];
    }
}
