using System.Collections.Frozen;
using System.Diagnostics;
using NUnit.DbGuard.EntityFrameworkCore;
using NUnit.DbGuard.Lifecycle;

namespace NUnit.DbGuard.Access;

/// <summary>Watches the ADO.NET providers by what they publish, and asks the gate before each of their commands.</summary>
/// <remarks>An exception thrown from a listener reaches the code that opened the connection or ran the command.</remarks>
internal sealed class ProviderObservers : IObserver<DiagnosticListener>
{
    // The names under which providers publish their activities.
    private static readonly FrozenDictionary<string, string> s_activitySources = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Npgsql"] = "Npgsql",
        ["MySqlConnector"] = "MySqlConnector",
        ["connector-net"] = "MySql.Data",
        ["Oracle.ManagedDataAccess.Core"] = "Oracle.ManagedDataAccess",
        ["FirebirdSql.Data"] = "FirebirdSql.Data",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly GuardSession _session;

    private ProviderObservers(GuardSession session) => _session = session;

    public static void Subscribe(GuardSession session)
    {
        ProviderObservers observers = new(session);
        _ = DiagnosticListener.AllListeners.Subscribe(observers);
#pragma warning disable CA2000 // It listens as long as the process lives.
        ActivitySource.AddActivityListener(new ActivityListener
        {
            ShouldListenTo = static source => s_activitySources.ContainsKey(source.Name),
            Sample = observers.OnActivity,
            SampleUsingParentId = observers.OnActivity,
        });
#pragma warning restore CA2000
    }

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener value)
    {
        switch (value.Name)
        {
            case EntityFrameworkObserver.ListenerName:
                _ = value.Subscribe(new EntityFrameworkObserver(_session), EntityFrameworkObserver.IsWatched);
                break;
            case SqlClientObserver.ListenerName:
                _ = value.Subscribe(new SqlClientObserver(_session), SqlClientObserver.IsWatched);
                break;
            default:
                break;
        }
    }

    void IObserver<DiagnosticListener>.OnCompleted()
    {
    }

    void IObserver<DiagnosticListener>.OnError(Exception error)
    {
    }

    // No activity is made: asking is all that is wanted.
    private ActivitySamplingResult OnActivity<TParent>(ref ActivityCreationOptions<TParent> options)
    {
        if (!OwnWork.IsActive)
        {
            _ = _session.Gate.Demand(new AccessRequest(s_activitySources[options.Source.Name], $"'{options.Name}'"));
        }

        return ActivitySamplingResult.None;
    }
}
