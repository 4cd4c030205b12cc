using System.Globalization;
using Npgsql;

namespace NUnit.DbGuard.Tests.Drivers.Base;

/// <summary>One run of a test's body, on the server itself or through the gateway, and what it has seen.</summary>
/// <remarks>What differs by nature (process ids, names of copies, times) is not to be said.</remarks>
internal sealed class DriverRun(string connectionString, bool isThroughGateway)
{
    private readonly List<string> _lines = [];
    private readonly Lock _lock = new();

    public string ConnectionString { get; } = connectionString;

    public bool IsThroughGateway { get; } = isThroughGateway;

    public List<string> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Notes what was seen.</summary>
    public void Say(object? value)
    {
        string text = value switch
        {
            null or DBNull => "(null)",
            PostgresException error => Text(error),
            string line => line,
            Array values => string.Join(", ", values.Cast<object?>().Select(static item => Convert.ToString(item, CultureInfo.InvariantCulture))),
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? string.Empty,
        };
        lock (_lock)
        {
            _lines.Add(text);
        }
    }

    /// <summary>The connection string with other settings.</summary>
    public string With(Action<NpgsqlConnectionStringBuilder> settings)
    {
        NpgsqlConnectionStringBuilder builder = new(ConnectionString);
        settings(builder);
        return builder.ConnectionString;
    }

    /// <summary>An open connection, the caller's.</summary>
    public async Task<NpgsqlConnection> OpenAsync(Action<NpgsqlConnectionStringBuilder>? settings = null)
    {
        NpgsqlConnection connection = new(settings is null ? ConnectionString : With(settings));
        try
        {
            await connection.OpenAsync();
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Notes the error that something ends with; that it ends well is an error of the test's.</summary>
    public async Task SayErrorAsync(Func<Task> action)
    {
        try
        {
            await action();
            Say("no error");
        }
        catch (Exception exception) when (exception is not AssertionException)
        {
            PostgresException? error = exception as PostgresException ?? exception.InnerException as PostgresException ?? exception.InnerException?.InnerException as PostgresException;
            Say(error is null ? exception.GetType().Name : $"{exception.GetType().Name}: {Text(error)}");
        }
    }

    private static string Text(PostgresException error) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{error.SqlState} {error.MessageText} | {error.Detail} | {error.Hint} | {error.Position} {error.Where} {error.SchemaName}.{error.TableName}.{error.ColumnName} {error.ConstraintName}");
}
