using System.Collections.Frozen;
using System.Diagnostics;
using NUnit.DbGuard.Commands;
using NUnit.DbGuard.EntityFrameworkCore;
using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Lifecycle;
using NUnit.DbGuard.Postgres.Databases;

namespace NUnit.DbGuard.Access;

/// <summary>Watches the ADO.NET providers by what they publish, and asks the gate before each of their commands.</summary>
/// <remarks>An exception thrown from a listener reaches the code that opened the connection or ran the command.</remarks>
internal sealed class ProviderObservers : IObserver<DiagnosticListener>
{
    private const string Npgsql = "Npgsql";
    private const string NpgsqlConnect = "CONNECT ";
    private const string NpgsqlDatabaseTag = "db.namespace";

    // The names under which providers publish their activities.
    private static readonly FrozenDictionary<string, string> s_activitySources = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Npgsql"] = Npgsql,
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
            ActivityStarted = observers.OnStarted,
            ActivityStopped = observers.OnStopped,
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

    // Asking is all that is wanted, and so no activity is made: but where a command has gone, and what it was, only the driver's own says, and only afterwards.
    private ActivitySamplingResult OnActivity<TParent>(ref ActivityCreationOptions<TParent> options)
    {
        if (!OwnWork.IsActive)
        {
            string provider = s_activitySources[options.Source.Name];
            if (provider == Npgsql)
            {
                DemandForNpgsql(options.Name);
                return _session.AreWorkersApart || _session.Commands.IsListening || LogOfNow is { WantsPlace: true } ? ActivitySamplingResult.AllData : ActivitySamplingResult.None;
            }

            _ = _session.Gate.Demand(new AccessRequest(provider, $"'{options.Name}'"));
        }

        return ActivitySamplingResult.None;
    }

    private void OnStarted(Activity activity)
    {
        if (activity.Source.Name != Npgsql || OwnWork.IsActive || activity.OperationName.StartsWith(NpgsqlConnect, StringComparison.Ordinal))
        {
            return;
        }

        if (_session.Commands.IsListening)
        {
            CommandLog.Note(new CommandRecord(activity));
        }

        if (LogOfNow is { WantsPlace: true } log)
        {
            log.AddPlace(new PlacedCommand(activity, new StackTrace(fNeedFileInfo: false), IsOfTest: FlowState.Current is not null));
        }
    }

    // Of work on no test's flow it is a host's for the one test that runs; if there are more, the gateway still knows whose a statement is, but not its place.
    private StatementLog? LogOfNow => FlowState.Current is { } flow ? flow.Test?.Statements : _session.Running is [{ } only] ? only.Statements : null;

    private void OnStopped(Activity activity)
    {
        if (activity.Source.Name == Npgsql && _session.AreWorkersApart && FlowState.Current?.Test is { } test && activity.GetTagItem(NpgsqlDatabaseTag) is string database)
        {
            foreach (PostgresEngine engine in _session.PostgresEngines)
            {
                engine.Observe(test, database);
            }
        }
    }

    // Npgsql names a physical open after its database, and says nothing of a command that could not be any database's (Npgsql 10.0.0, NpgsqlActivitySource).
    private void DemandForNpgsql(string activity)
    {
        if (activity.StartsWith(NpgsqlConnect, StringComparison.Ordinal))
        {
            string database = activity[NpgsqlConnect.Length..];
            _session.Gate.Demand(new AccessRequest(Npgsql, $"Database={database}", Locator: database, IsToldByConnection: true), _session.FindPostgres(database));
            return;
        }

        IReadOnlyList<DatabaseEngine> engines = FlowState.Current?.Creation is { } creation
            ? creation.Engine is PostgresEngine own ? [own] : []
            : _session.PostgresEngines;
        _session.Gate.Demand(new AccessRequest(Npgsql, $"'{activity}'", Sql: engines.Count > 0 ? string.Empty : null, IsToldByConnection: true), engines);
    }
}
