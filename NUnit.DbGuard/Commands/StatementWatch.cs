namespace NUnit.DbGuard.Commands;

/// <summary>The statements that are logged for a test while it is open. Made by <see cref="StatementLog.Watch"/>, which adds to it one at a time.</summary>
internal sealed class StatementWatch(StatementLog log) : IDisposable
{
    private readonly List<LoggedStatement> _statements = [];

    /// <summary>What has been added; read after <see cref="Dispose"/>.</summary>
    public IReadOnlyList<LoggedStatement> Statements => _statements;

    public void Add(LoggedStatement statement) => _statements.Add(statement);

    public void Dispose() => log.Unwatch(this);
}
