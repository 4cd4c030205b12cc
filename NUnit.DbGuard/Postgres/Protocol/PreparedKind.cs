namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>What <see cref="Describe"/> and <see cref="Close"/> are about.</summary>
internal enum PreparedKind
{
    /// <summary>A prepared statement.</summary>
    Statement = 'S',

    /// <summary>A portal: a statement bound to values.</summary>
    Portal = 'P',
}
