using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Scripts;

/// <summary>All scripts.</summary>
internal static class Corpus
{
    public static IReadOnlyList<WireScript> All { get; } =
    [
        .. AutocommitScripts.All,
        .. ErrorScripts.All,
        .. BeginScripts.All,
        .. EndScripts.All,
        .. SavepointScripts.All,
        .. FailedTransactionScripts.All,
        .. ConstraintScripts.All,
        .. TransactionModeScripts.All,
        .. SettingScripts.All,
        .. StartupScripts.All,
        .. ResetScripts.All,
        .. PreparedScripts.All,
        .. PortalScripts.All,
        .. CursorScripts.All,
        .. TemporaryTableScripts.All,
        .. CopyScripts.All,
        .. ValueScripts.All,
        .. NotificationScripts.All,
        .. OutsideTransactionScripts.All,
        .. ProcedureScripts.All,
        .. TwoClientScripts.All,
        .. EndOfClientScripts.All,
        .. PipelineScripts.All,
        .. HostileScripts.All,
        .. StateScripts.All,
    ];
}
