using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Postgres.Flushing;

namespace NUnit.DbGuard.Postgres.Databases;

/// <summary>A database that one scope has to itself, because its commits are real.</summary>
/// <param name="clones">What has made it.</param>
/// <param name="number">Its number among those that there are.</param>
/// <param name="path">Its name on the server.</param>
/// <param name="connectionString">How the server is reached for it.</param>
/// <param name="ownConnectionString">The same, for work of our own.</param>
/// <param name="source">The database that it was made from.</param>
/// <param name="isOfBaseline">Whether it began as the baseline, and not with one-time data.</param>
internal sealed class TestClone(TestClones clones, int number, string path, string connectionString, string ownConnectionString, string source, bool isOfBaseline)
{
    public int Number { get; } = number;

    public string Path { get; } = path;

    public string ConnectionString { get; } = connectionString;

    /// <summary>It and what it was made from, for work of our own.</summary>
    public CopiedDatabase Copied { get; } = new(ownConnectionString, read => clones.Read(source, read));

    /// <summary>Gives it back; nobody is connected to it any more.</summary>
    /// <param name="isUsed">Whether anybody has been: it is dropped then, and another is made. So is one that has one-time data, which no other test may start from.</param>
    public void GiveBack(bool isUsed) => clones.GiveBack(this, isUsed || !isOfBaseline);

    /// <summary>Makes another from it, with all that has been committed in it. Nobody is connected to it.</summary>
    /// <exception cref="DatabaseSetUpException">DBG7032 to DBG7036: it cannot be made.</exception>
    public TestClone Copy() => clones.CopyOf(this);

    /// <summary>Whether it can be kept.</summary>
    public bool MayBeKept => clones.KeepsFailures;

    /// <summary>Keeps it for somebody to look at, and answers with a note. It is not given back.</summary>
    public string Keep(string test) => clones.Keep(this, test);
}
