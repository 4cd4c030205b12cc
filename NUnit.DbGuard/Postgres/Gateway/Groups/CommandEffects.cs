namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>Reads what a command has changed from its tag. Source: <c>cmdtaglist.h</c> of the server.</summary>
internal static class CommandEffects
{
    public static CommandEffect Of(string tag)
    {
        ReadOnlySpan<char> word = tag.AsSpan();
        int space = word.IndexOf(' ');
        word = space < 0 ? word : word[..space];
        return word switch
        {
            "SELECT" or "SHOW" or "FETCH" or "MOVE" or "SET" or "RESET" or "PREPARE" or "DEALLOCATE" or "DECLARE" or "CLOSE" or "EXPLAIN" or "LOCK" or "LISTEN" or "NOTIFY"
                or "UNLISTEN" or "BEGIN" or "START" or "COMMIT" or "ROLLBACK" or "SAVEPOINT" or "RELEASE" or "DISCARD" or "CHECKPOINT" or "LOAD" => CommandEffect.None,
            "INSERT" or "UPDATE" or "DELETE" or "MERGE" or "COPY" => tag.EndsWith(" 0", StringComparison.Ordinal) ? CommandEffect.None : CommandEffect.Rows,
            "TRUNCATE" or "REFRESH" => CommandEffect.Rows,

            // DO, CALL and all that creates, alters and drops.
            _ => CommandEffect.Schema,
        };
    }

    /// <summary>Whether a command may have changed which functions there are, or what leads to them.</summary>
    public static bool TouchesRoutines(string tag) =>
        tag.EndsWith("FUNCTION", StringComparison.Ordinal) || tag.EndsWith("PROCEDURE", StringComparison.Ordinal) || tag.EndsWith("ROUTINE", StringComparison.Ordinal)
        || tag.EndsWith("TRIGGER", StringComparison.Ordinal) || tag.EndsWith("VIEW", StringComparison.Ordinal) || tag.EndsWith("RULE", StringComparison.Ordinal)
        || tag.EndsWith("EXTENSION", StringComparison.Ordinal);
}
