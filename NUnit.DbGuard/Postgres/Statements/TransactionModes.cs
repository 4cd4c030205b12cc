namespace NUnit.DbGuard.Postgres.Statements;

/// <summary>What a statement asks of a transaction. Of a mode that is named twice the last counts, as in the server.</summary>
/// <param name="Isolation">The isolation level.</param>
/// <param name="IsReadOnly"><c>READ ONLY</c> or <c>READ WRITE</c>; <see langword="null"/> if neither is named.</param>
/// <param name="IsDeferrable"><c>DEFERRABLE</c> or <c>NOT DEFERRABLE</c>; <see langword="null"/> if neither is named.</param>
internal readonly record struct TransactionModes(TransactionIsolation Isolation, bool? IsReadOnly, bool? IsDeferrable);
