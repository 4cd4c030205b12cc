using System.Diagnostics;

namespace NUnit.DbGuard.Commands;

/// <summary>What a provider was asked to run: a statement of SQLite's, or a command of Npgsql's, which may be of several.</summary>
/// <remarks>Npgsql tells the text and the database only after the command has begun, so that they are read when they are asked for.</remarks>
internal sealed class CommandRecord
{
    private const string TextTag = "db.query.text";
    private const string DatabaseTag = "db.namespace";

    private readonly Activity? _activity;
    private readonly string? _sql;
    private readonly string? _database;

    /// <summary>Of SQLite.</summary>
    /// <param name="database">The database's name in the catalog; <see langword="null"/>: one that nobody has configured, as in memory.</param>
    /// <param name="sql">The text.</param>
    public CommandRecord(string? database, string sql)
    {
        _database = database;
        _sql = sql;
    }

    /// <summary>Of Npgsql.</summary>
    public CommandRecord(Activity activity) => _activity = activity;

    /// <summary>Whether it is one statement, of SQLite's grammar.</summary>
    public bool IsOneStatement => _activity is null;

    /// <summary>The text.</summary>
    public string Sql => _sql ?? _activity?.GetTagItem(TextTag) as string ?? string.Empty;

    /// <summary>The database's name in the catalog, on SQLite.</summary>
    public string? Database => _database;

    /// <summary>The database's name on the server, as Npgsql tells it.</summary>
    public string? ServerDatabase => _activity?.GetTagItem(DatabaseTag) as string;
}
