using NUnit.DbGuard.Commands;

namespace NUnit.DbGuard.Postgres.Gateway.Recording;

/// <summary>A statement with the values that it is to be run with.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Values">The values; <see langword="null"/>: none.</param>
internal sealed record AskedStatement(AskedText Text, IStatementValues? Values);
