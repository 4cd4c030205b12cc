using System.Globalization;
using Microsoft.Data.Sqlite;
using NUnit.DbGuard.Errors;

namespace NUnit.DbGuard.Sqlite;

/// <summary>A file that a test database begins as a copy of. It may be anybody's, and in use: it is only read.</summary>
internal sealed class SqliteTemplate(string database, string file)
{
    private const int HeaderLength = 100;
    private const int WriteVersionOffset = 18;
    private const byte WriteAheadLog = 2;

    private readonly string _path = System.IO.Path.GetFullPath(file, AppContext.BaseDirectory);

    /// <summary>Something that changes whenever the file's contents do: its header has a counter of changes, and its log grows.</summary>
    /// <exception cref="DatabaseSetUpException">DBG7016: it cannot be read.</exception>
    public string State()
    {
        try
        {
            return string.Create(
                CultureInfo.InvariantCulture, $"{_path} {Describe(_path)} {(File.Exists(Log) ? Describe(Log) : string.Empty)} {Convert.ToHexString(Header())}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw SetUpErrors.NoTemplate(database, _path, exception);
        }
    }

    /// <summary>Copies it page by page, as one reader among others: what a writer does meanwhile is in the copy whole or not at all.</summary>
    /// <exception cref="DatabaseSetUpException">DBG7016: it cannot be read, or is no SQLite file.</exception>
    public void CopyTo(string target)
    {
        try
        {
            using SqliteConnection source = Open();
            using SqliteConnection copy = SqliteBypass.Open(target, SqliteOpenMode.ReadWriteCreate);
            source.BackupDatabase(copy);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw SetUpErrors.NoTemplate(database, _path, exception);
        }
    }

    private string Log => _path + "-wal";

    // A reader of a file in WAL mode makes a log where there is none. Then nobody has it open, and nothing is missing in the file.
    private SqliteConnection Open() => Header()[WriteVersionOffset] == WriteAheadLog && !File.Exists(Log)
        ? SqliteBypass.OpenImmutable(_path)
        : SqliteBypass.Open(_path, SqliteOpenMode.ReadOnly);

    private byte[] Header()
    {
        using FileStream stream = new(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] header = new byte[HeaderLength];
        return stream.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) == HeaderLength ? header : throw new EndOfStreamException("It is no SQLite file.");
    }

    private static string Describe(string path)
    {
        FileInfo file = new(path);
        return string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.LastWriteTimeUtc.Ticks}");
    }
}
