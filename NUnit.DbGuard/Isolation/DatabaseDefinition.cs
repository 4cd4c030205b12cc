using NUnit.DbGuard.EntityFrameworkCore;

namespace NUnit.DbGuard.Isolation;

/// <summary>What the set-up fixture says of one database.</summary>
internal sealed class DatabaseDefinition(string name)
{
    public string Name { get; } = name;

    public List<SchemaStep> Steps { get; } = [];

    public List<DbContextSource> Contexts { get; } = [];

    public List<string> ExposedKeys { get; } = [];

    /// <summary>The names of databases that must be there before this one is made.</summary>
    public List<string> Dependencies { get; } = [];

    /// <summary>The database that this is another name of; <see langword="null"/>: it is one of its own.</summary>
    public string? MirrorOf { get; set; }

    /// <summary>Whether what is opened by this name can only be read.</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>What the test database is called, before suffixes; <see langword="null"/>: a name made from the application's.</summary>
    public string? TestName { get; set; }

    /// <summary>Added to the test database's name, before the run's suffix; empty: nothing.</summary>
    public string Suffix { get; set; } = string.Empty;

    /// <summary>The database, or file, that it begins as a copy of; <see langword="null"/>: it begins empty.</summary>
    public string? Template { get; set; }

    /// <summary>Whether the application's own database is used as it is: never created, written to or dropped.</summary>
    public bool IsExisting { get; set; }

    /// <summary>Whether tests that run at the same time share it, and so take turns.</summary>
    public bool IsShared { get; set; }

    /// <summary>The tables that are left as they are where others are put back.</summary>
    public List<string> NotFlushed { get; } = [];

    /// <summary>The encoding of its text; <see langword="null"/>: the server's choice.</summary>
    public string? Encoding { get; set; }

    /// <summary>The locale that it sorts by; <see langword="null"/>: the server's choice.</summary>
    public string? Locale { get; set; }

    /// <summary>The role that it belongs to; <see langword="null"/>: the user that makes it.</summary>
    public string? Owner { get; set; }

    /// <summary>Whether the set-up fixture says what is in it.</summary>
    public bool HasContents => Steps.Count > 0 || Template is not null || IsExisting;

    /// <summary>What it says, besides, that only a database which is made can have; <see langword="null"/>: nothing.</summary>
    public string? OfMadeOnly =>
        Steps.Count > 0 ? Steps[0].Description
        : Template is not null ? "a template"
        : TestName is not null || Suffix.Length > 0 ? "a name or suffix"
        : (Encoding ?? Locale ?? Owner) is not null ? "an encoding, locale or owner"
        : null;

    /// <summary>All that follows the test database's name.</summary>
    public string SuffixWith(string ofRun) => Suffix.Length == 0 ? ofRun : ofRun.Length == 0 ? Suffix : $"{Suffix}_{ofRun}";
}
