using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Scripts;

/// <summary>All scripts.</summary>
internal static class Corpus
{
    public static IReadOnlyList<WireScript> All { get; } =
    [
        .. AutocommitScripts.All,
    ];
}
