using System.Diagnostics;
using Npgsql;
using NUnit.DbGuard.Postgres.Server;

namespace NUnit.DbGuard.Tests.Drivers.Programs;

/// <summary>One of PostgreSQL's own programs, as a process.</summary>
internal static class PostgresProgram
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private static readonly string s_folder = PostgresBinariesSearch.OfMachine().Find(null);

    /// <summary>Runs it to its end; the connection is told by the environment.</summary>
    /// <returns>The exit code, and what it wrote: output and errors apart.</returns>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string connectionString, string name, string input, params string[] arguments)
    {
        // Some systems put the clients' programs beside the server's, some into the path only.
        string path = Path.Combine(s_folder, name);
        ProcessStartInfo start = new(File.Exists(path) ? path : name, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        NpgsqlConnectionStringBuilder connection = new(connectionString);
        start.Environment["PGHOST"] = connection.Host;
        start.Environment["PGPORT"] = connection.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        start.Environment["PGUSER"] = connection.Username;
        start.Environment["PGPASSWORD"] = connection.Password;
        start.Environment["PGDATABASE"] = connection.Database;
        start.Environment["PGSSLMODE"] = "prefer";
        start.Environment["LC_ALL"] = "C";
        start.Environment["PSQLRC"] = "/dev/null";
        using Process process = Process.Start(start)!;
        using CancellationTokenSource limit = new(s_limit);
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }
}
