using System.Runtime.CompilerServices;
using NUnit.DbGuard.Access;
using NUnit.DbGuard.Errors;

namespace NUnit.DbGuard.Tests.Errors;

/// <summary>Stands for the code under test: the errors that say where an access came from name <c>PriceRepository.Load</c>.</summary>
internal static class PriceRepository
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static DatabaseGuardException Load(string error, AccessRequest request) => error switch
    {
        nameof(AccessErrors.NotMarked) => AccessErrors.NotMarked(request, ErrorSamples.Test),
        nameof(AccessErrors.InConstructor) => AccessErrors.InConstructor(request, "Shop.Tests.PriceTests"),
        nameof(AccessErrors.AroundTest) => AccessErrors.AroundTest(request, ErrorSamples.Test),
        nameof(AccessErrors.OutsideTest) => AccessErrors.OutsideTest(request),
        nameof(AccessErrors.BackgroundOfMany) => AccessErrors.BackgroundOfMany(request, [ErrorSamples.Test, ErrorSamples.OtherTest]),
        nameof(AccessErrors.NotConfigured) => AccessErrors.NotConfigured(request, ErrorSamples.Test),
        nameof(AccessErrors.NotNamed) => AccessErrors.NotNamed(request, ErrorSamples.Test, ["audit"]),
        nameof(AccessErrors.OtherDatabaseInCreation) => AccessErrors.OtherDatabaseInCreation(request, "audit"),
        nameof(AccessErrors.TestEnded) => AccessErrors.TestEnded(request, ErrorSamples.Test),
        nameof(AccessErrors.RunEnded) => AccessErrors.RunEnded("default", ErrorSamples.Test),
        nameof(AccessErrors.ScopeEnded) => AccessErrors.ScopeEnded(ErrorSamples.Test, "default"),
        nameof(AccessErrors.AmbiguousTest) => AccessErrors.AmbiguousTest(request, [ErrorSamples.Test, ErrorSamples.OtherTest]),
        nameof(AccessErrors.BlockedByScope) => AccessErrors.BlockedByScope(request, ErrorSamples.Test),
        _ => throw new ArgumentOutOfRangeException(nameof(error), error, message: null),
    };
}
