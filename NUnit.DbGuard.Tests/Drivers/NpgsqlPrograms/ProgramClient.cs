using System.Data;
using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using NUnit.DbGuard.Tests.Drivers.Base;

namespace NUnit.DbGuard.Tests.Drivers.NpgsqlPrograms;

/// <summary>A client of a program: a connection, and what hangs on it. Whatever comes of a call is written down, errors with all their fields.</summary>
internal sealed class ProgramClient(ProgramRun program, DriverRun run, NpgsqlDataSource source) : IAsyncDisposable
{
    private readonly Dictionary<string, NpgsqlCommand> _prepared = new(StringComparer.Ordinal);
    private NpgsqlConnection? _connection;
    private NpgsqlTransaction? _transaction;
    private NpgsqlDataReader? _reader;

    private NpgsqlConnection Connection => _connection ?? throw new InvalidOperationException("It is not connected.");

    /// <summary>Does something, and writes down how it ends.</summary>
    public async Task DoAsync(Func<ProgramClient, Task> action)
    {
        if (_connection is null)
        {
            await OpenAsync();
        }

        try
        {
            await action(this);
        }
        catch (PostgresException error)
        {
            string command = error.BatchCommand is { } failed ? $" in {failed.CommandText}" : string.Empty;
            Say($"! {Text(error)}{command}");
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or InvalidCastException or ObjectDisposedException or NotSupportedException)
        {
            Say($"! {exception.GetType().Name}: {exception.Message}{(exception.InnerException is PostgresException inner ? $" ({Text(inner)})" : string.Empty)}");
        }

        Say($"= {_connection?.FullState.ToString() ?? "closed"}");
    }

    /// <summary>Another client of the program.</summary>
    public ProgramClient Other(string name) => program.Client(name);

    public async Task OpenAsync()
    {
        _connection = source.CreateConnection();
        _connection.Notice += (_, notice) => Say($"notice {notice.Notice.SqlState} {notice.Notice.MessageText} | {notice.Notice.Detail} | {notice.Notice.Hint}");
        await _connection.OpenAsync();
    }

    /// <summary>Gives the connection back to its pool, with whatever is open on it.</summary>
    public async Task CloseAsync()
    {
        await ForgetAsync();
        if (_connection is not null)
        {
            await _connection.CloseAsync();
            await _connection.DisposeAsync();
        }

        _connection = null;
        _transaction = null;
        await OpenAsync();
    }

    /// <summary>Ends the turn: whatever is open is rolled back.</summary>
    public async Task EndTurnAsync()
    {
        await CloseReaderAsync();
        if (_transaction is { } transaction)
        {
            _transaction = null;
            await transaction.DisposeAsync();
        }

        await using NpgsqlCommand rollBack = new("ROLLBACK", Connection);
        _ = await rollBack.ExecuteNonQueryAsync();
    }

    public async Task BeginAsync(IsolationLevel level, bool isAsync) =>
        _transaction = isAsync ? await Connection.BeginTransactionAsync(level) : Connection.BeginTransaction(level);

    public async Task CommitAsync(bool isAsync) => await EndAsync(isAsync, static transaction => transaction.CommitAsync(), static transaction => transaction.Commit());

    public async Task RollBackAsync(bool isAsync) => await EndAsync(isAsync, static transaction => transaction.RollbackAsync(), static transaction => transaction.Rollback());

    public async Task SaveAsync(string name) => await Transaction().SaveAsync(name);

    public async Task RollBackToAsync(string name) => await Transaction().RollbackAsync(name);

    public async Task ReleaseAsync(string name) => await Transaction().ReleaseAsync(name);

    public async Task ExecuteAsync(string sql, params object?[] values)
    {
        await using NpgsqlCommand command = Command(sql, values);
        Say(await command.ExecuteNonQueryAsync());
    }

    public Task ExecuteNow(string sql, params object?[] values)
    {
        using NpgsqlCommand command = Command(sql, values);
        Say(command.ExecuteScalar());
        return Task.CompletedTask;
    }

    /// <summary>Reads everything, with what is told of the columns.</summary>
    public async Task ReadAsync(CommandBehavior behavior, string sql, params object?[] values)
    {
        await using NpgsqlCommand command = Command(sql, values);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(behavior);
        await SayRowsAsync(reader);
        Say($"affected {reader.RecordsAffected}");
    }

    /// <summary>Reads one row, and leaves the reader open.</summary>
    public async Task ReadOneAsync(string sql)
    {
        await CloseReaderAsync();
        await using NpgsqlCommand command = Command(sql, []);
        _reader = await command.ExecuteReaderAsync();
        Say(await _reader.ReadAsync() ? _reader.GetValue(0) : "no row");
    }

    public async Task CloseReaderAsync()
    {
        if (_reader is { } reader)
        {
            _reader = null;
            await reader.DisposeAsync();
        }
    }

    /// <summary>Several commands in one go.</summary>
    public async Task BatchAsync(bool hasBarriers, bool isPrepared, params (string Sql, object?[] Values)[] commands)
    {
        await using NpgsqlBatch batch = new(Connection, _transaction) { EnableErrorBarriers = hasBarriers };
        foreach ((string sql, object?[] values) in commands)
        {
            NpgsqlBatchCommand command = new(sql);
            foreach (object? value in values)
            {
                _ = command.Parameters.Add(Parameter(value));
            }

            batch.BatchCommands.Add(command);
        }

        if (isPrepared)
        {
            await batch.PrepareAsync();
        }

        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync();
        await SayRowsAsync(reader);
        Say(string.Join(", ", batch.BatchCommands.Cast<NpgsqlBatchCommand>().Select(static command => command.RecordsAffected)));
    }

    public async Task PrepareAsync(string name, string sql)
    {
        await UnprepareAsync(name);
        NpgsqlCommand command = new(sql, Connection);
        _ = command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Integer });
        _prepared[name] = command;
        await command.PrepareAsync();
        Say(command.IsPrepared);
    }

    public async Task RunPreparedAsync(string name, int value)
    {
        if (!_prepared.TryGetValue(name, out NpgsqlCommand? command))
        {
            Say("nothing prepared");
            return;
        }

        command.Transaction = _transaction;
        command.Parameters[0].Value = value;
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        await SayRowsAsync(reader);
    }

    public async Task UnprepareAsync(string name)
    {
        if (_prepared.Remove(name, out NpgsqlCommand? command))
        {
            await using (command)
            {
                await command.UnprepareAsync();
            }
        }
    }

    /// <summary>Writes rows by binary COPY; the last is of an id that is there already, if it is to fail.</summary>
    public async Task ImportAsync(int from, int count, bool completes, bool fails)
    {
        await using NpgsqlBinaryImporter importer = await Connection.BeginBinaryImportAsync("COPY accounts (id, balance) FROM STDIN (FORMAT BINARY)");
        for (int id = from; id < from + count; id++)
        {
            await importer.StartRowAsync();
            await importer.WriteAsync(id, NpgsqlDbType.Integer);
            await importer.WriteAsync(fails && id == from + count - 1 ? -1 : id, NpgsqlDbType.Integer);
        }

        if (completes)
        {
            Say(await importer.CompleteAsync());
        }
    }

    public async Task ImportTextAsync(string table, string text)
    {
        TextWriter writer = await Connection.BeginTextImportAsync($"COPY {table} FROM STDIN");
        await using (writer)
        {
            await writer.WriteAsync(text);
        }
    }

    public async Task ExportAsync(string query, int most)
    {
        await using NpgsqlBinaryExporter exporter = await Connection.BeginBinaryExportAsync($"COPY ({query}) TO STDOUT (FORMAT BINARY)");
        StringBuilder text = new();
        for (int row = 0; row < most && await exporter.StartRowAsync() > 0; row++)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"{exporter.Read<int>(NpgsqlDbType.Integer)} ");
        }

        Say(text);
    }

    public async Task ExportTextAsync(string query)
    {
        using TextReader reader = await Connection.BeginTextExportAsync($"COPY ({query}) TO STDOUT");
        Say(await reader.ReadToEndAsync());
    }

    /// <summary>Waits for a notification, which must come.</summary>
    public async Task AwaitNotificationAsync()
    {
        string? seen = null;
        NotificationEventHandler handler = (_, notification) => seen = $"notified of {notification.Channel}: {notification.Payload}";
        Connection.Notification += handler;
        try
        {
            Say(await Connection.WaitAsync(TimeSpan.FromSeconds(10)));
        }
        finally
        {
            Connection.Notification -= handler;
        }

        Say(seen);
    }

    public async ValueTask DisposeAsync()
    {
        await ForgetAsync();
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }

    private void Say(object? value) => run.Say(value);

    private NpgsqlTransaction Transaction() => _transaction ?? throw new InvalidOperationException("It has begun no transaction.");

    private async Task EndAsync(bool isAsync, Func<NpgsqlTransaction, Task> end, Action<NpgsqlTransaction> endNow)
    {
        await using NpgsqlTransaction transaction = Transaction();
        _transaction = null;
        if (isAsync)
        {
            await end(transaction);
        }
        else
        {
            endNow(transaction);
        }
    }

    private async Task ForgetAsync()
    {
        await CloseReaderAsync();
        foreach (NpgsqlCommand command in _prepared.Values)
        {
            await command.DisposeAsync();
        }

        _prepared.Clear();
    }

    private NpgsqlCommand Command(string sql, object?[] values)
    {
        NpgsqlCommand command = new(sql, Connection, _transaction);
        foreach (object? value in values)
        {
            _ = command.Parameters.Add(Parameter(value));
        }

        return command;
    }

    private static NpgsqlParameter Parameter(object? value) => new() { Value = value ?? DBNull.Value };

    private async Task SayRowsAsync(NpgsqlDataReader reader)
    {
        do
        {
            Say(string.Join(", ", Enumerable.Range(0, reader.FieldCount).Select(column => $"{reader.GetName(column)} {reader.GetDataTypeName(column)}")));
            while (await reader.ReadAsync())
            {
                object[] row = new object[reader.FieldCount];
                _ = reader.GetValues(row);
                Say(string.Join(" | ", row.Select(static value => Text(value))));
            }
        }
        while (await reader.NextResultAsync());
    }

    private static string Text(object? value) => value switch
    {
        null or DBNull => "(null)",
        byte[] bytes => bytes.Length > 20 ? $"{bytes.Length} bytes" : Convert.ToHexString(bytes),
        string text => text.Length > 200 ? $"{text.Length} characters" : text,
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        Array values => $"[{string.Join(", ", values.Cast<object?>().Select(static value => Text(value)))}]",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? string.Empty,
    };

    private static string Text(PostgresException error) => string.Create(
        CultureInfo.InvariantCulture,
        $"{error.SqlState} {error.Severity} {error.MessageText} | {error.Detail} | {error.Hint} | {error.Position} {error.InternalPosition} {error.InternalQuery} {error.Where} {error.SchemaName}.{error.TableName}.{error.ColumnName} {error.DataTypeName} {error.ConstraintName} {error.IsTransient}");
}
