namespace NUnit.DbGuard.Postgres.Databases;

/// <summary>One statement of a script.</summary>
/// <param name="Text">The statement.</param>
/// <param name="Line">The line that it begins in, from 1.</param>
internal readonly record struct ScriptStatement(string Text, int Line);
