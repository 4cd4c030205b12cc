using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Isolation;

namespace NUnit.DbGuard.Sqlite;

/// <summary>A baseline kept for later runs: a SQLite file with our marker, a table that says what it was made from.</summary>
/// <remarks>A file without the marker is never written, moved or deleted, whatever its name. Ours is replaced whole, by a rename.</remarks>
internal sealed class SqliteBaselineFile(string database, string path)
{
    /// <summary>The marker's table; the copy that a run works from has none.</summary>
    public const string MarkerTable = "__dbguard_marker";

    private const int MarkerVersion = 1;
    private const string TemporaryEnd = ".tmp";

    public string Path { get; } = path;

    /// <summary>Reads what the file was made from.</summary>
    /// <returns><see langword="null"/> when there is no file.</returns>
    /// <exception cref="DatabaseSetUpException">DBG7008, DBG7009, DBG7010: the file is not ours, not whole, or a newer version's.</exception>
    public BaselineFingerprint? Read()
    {
        if (Directory.Exists(Path))
        {
            throw SetUpErrors.ForeignFile(database, Path, "a folder");
        }

        if (!File.Exists(Path))
        {
            return null;
        }

        if (new FileInfo(Path).Length == 0)
        {
            throw SetUpErrors.ForeignFile(database, Path, "an empty file");
        }

        return ReadMarker(Path);
    }

    /// <summary>Makes a run's own baseline of a copy of the file: takes the marker out of it.</summary>
    /// <param name="copy">The copy.</param>
    /// <param name="wanted">What it must have been made from.</param>
    /// <returns>Whether it was; another run may have replaced the file before it was copied.</returns>
    /// <exception cref="DatabaseSetUpException">DBG7008, DBG7009, DBG7010: as <see cref="Read"/>.</exception>
    public bool TryUnmark(string copy, BaselineFingerprint wanted)
    {
        if (wanted.FirstDifference(ReadMarker(copy)) is not null)
        {
            return false;
        }

        try
        {
            using SqliteConnection connection = SqliteBypass.Open(copy, SqliteOpenMode.ReadWrite);
            if (connection.Scalar("PRAGMA quick_check(1)") is not "ok")
            {
                throw SetUpErrors.CorruptFile(database, Path, "PRAGMA quick_check finds it damaged");
            }

            _ = connection.Scalar($"DROP TABLE {MarkerTable}");
            return true;
        }
        catch (SqliteException exception)
        {
            throw SetUpErrors.CorruptFile(database, Path, exception.Message);
        }
    }

    private BaselineFingerprint ReadMarker(string file)
    {
        try
        {
            using SqliteConnection connection = SqliteBypass.OpenImmutable(file);
            if (connection.Number($"SELECT count(*) FROM sqlite_schema WHERE name = '{MarkerTable}'") == 0)
            {
                throw SetUpErrors.ForeignFile(database, Path, "a database");
            }

            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = $"SELECT part, value FROM {MarkerTable} ORDER BY number";
            using SqliteDataReader reader = command.ExecuteReader();
            List<KeyValuePair<string, string>> rows = [];
            while (reader.Read())
            {
                rows.Add(new KeyValuePair<string, string>(reader.GetString(0), reader.GetString(1)));
            }

            string version = rows.Count > 0 ? rows[0].Value : string.Empty;
            if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                throw SetUpErrors.CorruptFile(database, Path, "its marker holds no version");
            }

            return number > MarkerVersion ? throw SetUpErrors.NewerMarker(database, Path, version) : new BaselineFingerprint([.. rows.Skip(1)]);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == SQLitePCL.raw.SQLITE_NOTADB)
        {
            throw SetUpErrors.ForeignFile(database, Path, "a file that is no SQLite database");
        }
        catch (SqliteException exception)
        {
            throw SetUpErrors.CorruptFile(database, Path, exception.Message);
        }
    }

    /// <summary>Keeps a new baseline. The caller has read the file before, so that nobody else's is replaced.</summary>
    /// <param name="baseline">The new baseline's file.</param>
    /// <param name="fingerprint">What it was made from.</param>
    /// <exception cref="DatabaseSetUpException">DBG7011: it could not be written; what was there is as before.</exception>
    public void Write(string baseline, BaselineFingerprint fingerprint)
    {
        string temporary = string.Create(CultureInfo.InvariantCulture, $"{Path}.{Environment.MachineName}.{Environment.ProcessId}{TemporaryEnd}");
        try
        {
            // Its name can be guessed: where others may write to the folder, a link of theirs must not say what is overwritten.
            File.Delete(temporary);
            File.Copy(baseline, temporary);
            using (SqliteConnection connection = SqliteBypass.Open(temporary, SqliteOpenMode.ReadWrite))
            {
                Mark(connection, fingerprint);
            }

            File.Move(temporary, Path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SqliteException)
        {
            TryDelete(temporary);
            throw SetUpErrors.NotWritable(database, Path, exception);
        }
    }

    /// <summary>Removes what runs on this machine have left beside the file that were killed while they wrote it.</summary>
    public void RemoveAbandoned()
    {
        string start = $"{System.IO.Path.GetFileName(Path)}.{Environment.MachineName}.";
        try
        {
            // A journal's name is the file's with more at its end.
            foreach (string left in Directory.EnumerateFiles(System.IO.Path.GetDirectoryName(Path)!, $"{start}*{TemporaryEnd}*"))
            {
                string name = System.IO.Path.GetFileName(left);
                int end = name.IndexOf(TemporaryEnd, start.Length, StringComparison.Ordinal);
                if (int.TryParse(name.AsSpan(start.Length, end - start.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int process) && !IsAlive(process))
                {
                    TryDelete(left);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // There is no such folder, or it is not to be read: that is for who needs it to report.
        }
    }

    private static bool IsAlive(int process)
    {
        try
        {
            using Process found = Process.GetProcessById(process);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static void Mark(SqliteConnection connection, BaselineFingerprint fingerprint)
    {
        using SqliteTransaction transaction = connection.BeginTransaction();
        _ = connection.Scalar($"CREATE TABLE {MarkerTable} (number INTEGER PRIMARY KEY, part TEXT NOT NULL, value TEXT NOT NULL)");
        using SqliteCommand insert = connection.CreateCommand();
        insert.CommandText = $"INSERT INTO {MarkerTable} (part, value) VALUES ($part, $value)";
        SqliteParameter part = insert.Parameters.Add("$part", SqliteType.Text);
        SqliteParameter value = insert.Parameters.Add("$value", SqliteType.Text);
        foreach ((string name, string hash) in fingerprint.Parts.Prepend(new("NUnit.DbGuard marker version", MarkerVersion.ToString(CultureInfo.InvariantCulture))))
        {
            part.Value = name;
            value.Value = hash;
            _ = insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // In a write, its own error is the one to report; of what is abandoned, nothing depends on it.
        }
    }
}
