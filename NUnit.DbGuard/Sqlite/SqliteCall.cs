namespace NUnit.DbGuard.Sqlite;

/// <summary>One native call, counted in every copy that it may reach, so that the end of a test can wait for it.</summary>
internal readonly struct SqliteCall
{
    private readonly SqliteCopy? _copy;
    private readonly SqliteCopy[] _attached;

    private SqliteCall(SqliteCopy? copy, SqliteCopy[] attached)
    {
        _copy = copy;
        _attached = attached;
    }

    public static SqliteCall Enter(SqliteHandle handle)
    {
        SqliteCall call = new(handle.Copy, handle.Attached);
        call._copy?.EnterCall();
        foreach (SqliteCopy attached in call._attached)
        {
            attached.EnterCall();
        }

        return call;
    }

    public void Exit()
    {
        _copy?.ExitCall();
        foreach (SqliteCopy attached in _attached)
        {
            attached.ExitCall();
        }
    }
}
