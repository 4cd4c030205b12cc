namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>A part of a random program that stays or goes as a whole.</summary>
internal interface IProgramPart
{
    /// <summary>Whether it ends its client's turn: without it the next client's turn would overlap with it.</summary>
    bool IsFixed { get; }

    /// <summary>Whose it is.</summary>
    string Client { get; }
}
