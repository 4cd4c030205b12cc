namespace NUnit.DbGuard.Postgres.Databases;

/// <summary>One statement of a script.</summary>
/// <param name="Text">The statement.</param>
/// <param name="Line">The line that it begins in, from 1.</param>
/// <param name="Data">The rows that follow a <c>COPY … FROM stdin</c>, without the line that ends them; <see langword="null"/>: none can.</param>
/// <param name="DataLine">The line of the first row.</param>
internal readonly record struct ScriptStatement(string Text, int Line, string? Data = null, int DataLine = 0);
