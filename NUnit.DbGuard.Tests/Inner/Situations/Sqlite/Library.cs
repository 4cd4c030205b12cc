using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;

namespace NUnit.DbGuard.Tests.Inner.Situations.Sqlite;

/// <summary>A database with something of everything that SQLite keeps, and the whole of it as text.</summary>
internal static class Library
{
    public const string Name = "library";
    public const string ConnectionString = "Data Source=library.db";

    /// <summary>A second database, to attach.</summary>
    public const string AnnexName = "annex";
    public const string AnnexFile = "annex.db";

    /// <summary>A database whose baseline violates a foreign key.</summary>
    public const string TornName = "torn";
    public const string TornConnectionString = "Data Source=torn.db";

    private const string Schema = """
        CREATE TABLE authors (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE);
        CREATE TABLE books (
            id INTEGER PRIMARY KEY,
            author_id INTEGER NOT NULL REFERENCES authors (id) DEFERRABLE INITIALLY DEFERRED,
            title TEXT,
            cover BLOB);
        CREATE TABLE tags (book_id INTEGER, tag TEXT, PRIMARY KEY (book_id, tag)) WITHOUT ROWID;
        CREATE TABLE log (id INTEGER PRIMARY KEY AUTOINCREMENT, entry TEXT);
        CREATE INDEX books_by_title ON books (title);
        CREATE VIEW shelf AS SELECT a.name, b.title FROM books b JOIN authors a ON a.id = b.author_id;
        CREATE TRIGGER log_authors AFTER INSERT ON authors BEGIN INSERT INTO log (entry) VALUES ('author ' || new.name); END;
        PRAGMA user_version = 7;
        PRAGMA application_id = 4242;
        INSERT INTO authors (name) VALUES ('Ann'), ('Bob'), ('Cyd');
        INSERT INTO books (author_id, title, cover) SELECT a.id, a.name || ' writes', zeroblob(5000) FROM authors a;
        INSERT INTO tags SELECT id, 'new' FROM books;
        """;

    public static void AddTo(TestDatabaseCatalog databases)
    {
        databases.AddSqlite(Name, ConnectionString).UseSchema(static (connection, _) => Run(connection, Schema));
        databases.AddSqlite(AnnexName, "Data Source=" + AnnexFile).UseSchema(static (connection, _) => Run(connection, "CREATE TABLE loans (id INTEGER PRIMARY KEY, who TEXT)"));
        databases.AddSqlite(TornName, TornConnectionString).UseSchema(static (connection, _) => Run(
            connection,
            "CREATE TABLE parents (id INTEGER PRIMARY KEY);"
            + "CREATE TABLE children (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parents (id));"
            + "CREATE TABLE pairs (a INTEGER, b INTEGER REFERENCES parents (id), PRIMARY KEY (a, b)) WITHOUT ROWID;"
            + "PRAGMA foreign_keys = OFF; INSERT INTO children (parent_id) VALUES (77); INSERT INTO pairs VALUES (1, 77); PRAGMA foreign_keys = ON;"));
    }

    /// <summary>Everything that a connection sees of its main database.</summary>
    public static string Dump(SqliteConnection connection)
    {
        StringBuilder text = new();
        foreach (string pragma in (string[])["schema_version", "user_version", "application_id", "page_count", "freelist_count", "auto_vacuum", "encoding", "page_size"])
        {
            text.Append(pragma).Append(' ').Append(Convert.ToString(Scalar(connection, "PRAGMA " + pragma), CultureInfo.InvariantCulture)).Append('\n');
        }

        List<string> tables = [];
        Rows(connection, "SELECT type, name, tbl_name, rootpage, sql FROM sqlite_schema ORDER BY rowid", text, row =>
        {
            if (row.GetString(0) == "table")
            {
                tables.Add(row.GetString(1));
            }
        });
        foreach (string table in tables)
        {
            text.Append("-- ").Append(table).Append('\n');
            Rows(connection, $"SELECT * FROM \"{table}\" ORDER BY 1", text);
        }

        Rows(connection, "PRAGMA integrity_check", text);
        Rows(connection, "PRAGMA foreign_key_check", text);
        Rows(connection, "SELECT name FROM sqlite_temp_schema", text);
        return text.ToString();
    }

    private static void Rows(SqliteConnection connection, string sql, StringBuilder text, Action<SqliteDataReader>? each = null)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            for (int i = 0; i < reader.FieldCount; i++)
            {
                object value = reader.GetValue(i);
                text.Append(value is byte[] bytes ? Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes)) : Convert.ToString(value, CultureInfo.InvariantCulture)).Append('|');
            }

            text.Append('\n');
            each?.Invoke(reader);
        }
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static async Task Run(DbConnection connection, string sql)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
