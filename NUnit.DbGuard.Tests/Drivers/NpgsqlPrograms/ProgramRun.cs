using Npgsql;
using NUnit.DbGuard.Tests.Drivers.Base;

namespace NUnit.DbGuard.Tests.Drivers.NpgsqlPrograms;

/// <summary>Plays a program against one database, and writes down what its clients see.</summary>
internal sealed class ProgramRun : IAsyncDisposable
{
    private readonly DriverRun _run;
    private readonly NpgsqlDataSource _plain;
    private readonly NpgsqlDataSource _autoPreparing;
    private readonly Dictionary<string, ProgramClient> _clients = new(StringComparer.Ordinal);

    private ProgramRun(DriverRun run)
    {
        _run = run;

        // Pools of the run's own: a connection that is closed is used again by the next client that opens one.
        _plain = NpgsqlDataSource.Create(run.ConnectionString);
        _autoPreparing = NpgsqlDataSource.Create(run.With(static settings =>
        {
            settings.MaxAutoPrepare = 4;
            settings.AutoPrepareMinUsages = 2;
            settings.ApplicationName = "auto";
        }));
    }

    /// <summary>Plays it.</summary>
    /// <returns>The transcript.</returns>
    public static async Task<IReadOnlyList<string>> PlayAsync(IReadOnlyList<NpgsqlPart> program, string connectionString)
    {
        DriverRun run = new(connectionString, isThroughGateway: false);
        await using ProgramRun playing = new(run);
        foreach (NpgsqlPart part in program)
        {
            run.Say($"> {part}");
            await playing.Client(part.Client).DoAsync(part.Run);
        }

        return run.Lines;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ProgramClient client in _clients.Values)
        {
            await client.DisposeAsync();
        }

        await _plain.DisposeAsync();
        await _autoPreparing.DisposeAsync();
    }

    /// <summary>A client by its name.</summary>
    public ProgramClient Client(string name)
    {
        if (!_clients.TryGetValue(name, out ProgramClient? client))
        {
            // One of them lets the driver prepare what it repeats.
            client = new(this, _run, name == "C" ? _autoPreparing : _plain);
            _clients.Add(name, client);
        }

        return client;
    }
}
