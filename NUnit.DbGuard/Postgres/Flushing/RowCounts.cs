namespace NUnit.DbGuard.Postgres.Flushing;

/// <summary>How many rows were ever inserted, updated and deleted, as the server counts them: also those of transactions that were rolled back.</summary>
internal readonly record struct RowCounts(long Inserted, long Updated, long Deleted)
{
    public static RowCounts operator +(RowCounts left, RowCounts right) =>
        new(left.Inserted + right.Inserted, left.Updated + right.Updated, left.Deleted + right.Deleted);

    public static RowCounts operator -(RowCounts left, RowCounts right) =>
        new(left.Inserted - right.Inserted, left.Updated - right.Updated, left.Deleted - right.Deleted);

    /// <summary>Whether rows that were there before may be gone.</summary>
    public bool HasChangedRows => Updated != 0 || Deleted != 0;
}
