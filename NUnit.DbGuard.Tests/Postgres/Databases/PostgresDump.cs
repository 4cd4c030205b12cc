using System.Diagnostics;
using System.Globalization;
using Npgsql;
using NUnit.DbGuard.Postgres.Server;

namespace NUnit.DbGuard.Tests.Postgres.Databases;

/// <summary>What <c>pg_dump</c> writes of a database.</summary>
internal static class PostgresDump
{
    private static readonly string s_folder = PostgresBinariesSearch.OfMachine().Find(null);

    /// <summary>The dump, without the words that are made up for each one.</summary>
    public static string Of(string database, params string[] arguments)
    {
        string path = Path.Combine(s_folder, "pg_dump");
        NpgsqlConnectionStringBuilder server = new(DatabasesServer.ConnectionString);
        ProcessStartInfo start = new(File.Exists(path) ? path : "pg_dump", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PGHOST"] = server.Host;
        start.Environment["PGPORT"] = server.Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["PGUSER"] = server.Username;
        start.Environment["PGPASSWORD"] = server.Password;
        start.Environment["PGDATABASE"] = database;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, errors.GetAwaiter().GetResult());
        return string.Join('\n', output.Split('\n').Where(static line => !line.StartsWith(@"\restrict", StringComparison.Ordinal) && !line.StartsWith(@"\unrestrict", StringComparison.Ordinal)));
    }
}
