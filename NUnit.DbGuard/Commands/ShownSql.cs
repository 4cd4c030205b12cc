using NUnit.DbGuard.Errors;

namespace NUnit.DbGuard.Commands;

/// <summary>SQL of the code under test, as it is shown.</summary>
internal static class ShownSql
{
    /// <summary>The text on one line, cut; without what is written out in it, where it may have secrets.</summary>
    public static string? Of(string sql, bool isSecret = false) => GuardText.Sql((isSecret || SecretWords.AreIn(sql) ? HiddenLiterals.In(sql) : sql).TrimEnd().TrimEnd(';'));
}
