using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;
using NUnit.DbGuard.Errors;

namespace NUnit.DbGuard.Postgres.Server;

/// <summary>A throw-away PostgreSQL cluster from the programs on this machine, for runs that name no server.</summary>
/// <remarks>
/// States: not started → running, or failed for good: the failure is kept, and every test that needs the server fails with it → stopped. Its supervisor
/// ends it and removes its folder when it is disposed or this process ends, killed or not.
/// </remarks>
internal sealed class PostgresServer : IDisposable
{
    /// <summary>The superuser.</summary>
    public const string User = "postgres";

    private const int SocketPort = 5432;
    private const int PortAttempts = 5;
    private const int LogLines = 25;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);

    private readonly PostgresServerOptions _options;
    private readonly PostgresBinariesSearch _search;
    private readonly ServerUser? _user;
    private readonly Lock _lock = new();
    private ServerDirectory? _directory;
    private ServerSupervisor? _supervisor;
    private DatabaseSetUpException? _failure;
    private string? _connectionString;
    private bool _stopped;

    public PostgresServer(PostgresServerOptions options)
        : this(options, PostgresBinariesSearch.OfMachine())
    {
    }

    public PostgresServer(PostgresServerOptions options, PostgresBinariesSearch search, ServerUser? user = null)
    {
        _user = user;
        _options = options;
        _search = search;
    }

    /// <summary>The folder of everything that the server has; <see langword="null"/> while it does not run.</summary>
    public string? Folder => _directory?.Path;

    /// <summary>Starts the server if that has not been done, and answers with the connection string of its superuser.</summary>
    /// <exception cref="DatabaseSetUpException">DBG7020 to DBG7029: it could not be started, now or earlier, or runs no longer.</exception>
    public string Start()
    {
        lock (_lock)
        {
            if (_stopped)
            {
                throw PostgresErrors.Stopped();
            }

            if (_failure is { } earlier)
            {
                throw new DatabaseSetUpException(earlier.Code, earlier.Message, testFullName: null, earlier.InnerException);
            }

            if (_supervisor is { HasEnded: true } ended)
            {
                throw PostgresErrors.Ended(ended.ReadComplaint(_options.StopLimit));
            }

            try
            {
                return _connectionString ??= StartOnce();
            }
            catch (DatabaseSetUpException failure)
            {
                _failure = failure;
                End();
                throw;
            }
        }
    }

    /// <summary>Stops the server at once, and removes all that it has.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _stopped = true;
            End();
        }
    }

    private string StartOnce()
    {
        if (OperatingSystem.IsWindows())
        {
            throw PostgresErrors.NotOnThisSystem();
        }

        string binaries = _search.Find(_options.BinariesFolder);
        ServerUser user = _user ?? ServerUser.Find();
        for (int attempt = 1; ; attempt++)
        {
            string password = RandomNumberGenerator.GetHexString(32);
            int port = _options.UseTcp ? FindFreePort() : SocketPort;
            _directory = ServerDirectory.Create(_options.Root, user, password);
            _directory.RemoveAbandoned();
            try
            {
                _supervisor = ServerSupervisor.Start(_directory, user, binaries, Settings(_directory, port).SelectMany(static setting => (string[])["-c", $"{setting.Key}={setting.Value}"]));
            }
            catch (FileNotFoundException exception)
            {
                throw PostgresErrors.NotStarted(exception.Message, exception);
            }

            if (WaitUntilReady(_directory, _supervisor) is not { } complaint)
            {
                return ConnectionString(_directory, port, password);
            }

            // Another process can have taken the port since it was found free.
            if (attempt == PortAttempts || !_options.UseTcp || !complaint.Contains("could not bind", StringComparison.Ordinal))
            {
                throw _supervisor.FailedToMake ? PostgresErrors.NotMade(complaint) : PostgresErrors.NotStarted(complaint);
            }

            End();
        }
    }

    private static int FindFreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // The postmaster writes its state on the eighth line of its file (PostgreSQL, src/include/utils/pidfile.h, LOCK_FILE_LINE_PM_STATUS).
    private static bool IsReady(string postmasterFile)
    {
        try
        {
            using StreamReader reader = new(new FileStream(postmasterFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            return reader.ReadToEnd().Split('\n') is { Length: > 7 } lines && lines[7].AsSpan().Trim().SequenceEqual("ready");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // There is none yet.
            return false;
        }
    }

    private static string LogTail(string log)
    {
        try
        {
            using StreamReader reader = new(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            return string.Join('\n', reader.ReadToEnd().TrimEnd().Split('\n').TakeLast(LogLines));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }

    private string? WaitUntilReady(ServerDirectory directory, ServerSupervisor supervisor)
    {
        long begin = Stopwatch.GetTimestamp();
        while (!IsReady(directory.PostmasterFile))
        {
            if (supervisor.HasEnded)
            {
                return supervisor.ReadComplaint(_options.StopLimit);
            }

            if (Stopwatch.GetElapsedTime(begin) > _options.StartLimit)
            {
                throw PostgresErrors.StartTimedOut(_options.StartLimit, LogTail(directory.Log));
            }

            // The postmaster offers nothing to wait on.
            Thread.Sleep(s_pause);
        }

        return null;
    }

    private Dictionary<string, string> Settings(ServerDirectory directory, int port)
    {
        Dictionary<string, string> settings = new(StringComparer.Ordinal)
        {
            ["port"] = port.ToString(CultureInfo.InvariantCulture),
            ["listen_addresses"] = _options.UseTcp ? "127.0.0.1" : string.Empty,
            ["unix_socket_directories"] = _options.UseTcp ? string.Empty : directory.Socket,
            ["unix_socket_permissions"] = "0700",

            // Nothing needs to survive a crash.
            ["fsync"] = "off",
            ["synchronous_commit"] = "off",
            ["full_page_writes"] = "off",
            ["wal_level"] = _options.LogicalReplication ? "logical" : "minimal",
            ["max_wal_senders"] = _options.LogicalReplication ? "10" : "0",
            ["checkpoint_timeout"] = "1h",

            // A worker that looks at a database keeps it from being copied or dropped meanwhile.
            ["autovacuum"] = "off",

            // Compiling costs more than tests' short statements gain.
            ["jit"] = "off",
            ["max_connections"] = "500",
            ["max_prepared_transactions"] = "100",
            ["shared_buffers"] = "64MB",
            ["huge_pages"] = "off",

            // In the folder, where a killed server's remains are removed with it, instead of beside it.
            ["dynamic_shared_memory_type"] = "mmap",
            ["logging_collector"] = "off",
            ["log_destination"] = "stderr",
            ["log_checkpoints"] = "off",
        };
        foreach ((string name, string value) in _options.Settings)
        {
            settings[name] = value;
        }

        return settings;
    }

    private string ConnectionString(ServerDirectory directory, int port, string password) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = _options.UseTcp ? "127.0.0.1" : directory.Socket,
            Port = port,
            Username = User,
            Password = password,
            Database = "postgres",

            // Neither is there on a server of this machine alone; asking costs each connection a round trip.
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;

    private void End()
    {
        if (_supervisor is not null)
        {
            _supervisor.Stop(_options.StopLimit);
            _supervisor.Dispose();
            _supervisor = null;
        }

        _directory?.Dispose();
        _directory = null;
        _connectionString = null;
    }
}
