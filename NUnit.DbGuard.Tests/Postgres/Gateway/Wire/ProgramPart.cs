namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>Steps of a random program that stay or go together.</summary>
/// <param name="IsFixed">Whether they end their client's turn: without them the next client's turn would overlap with it.</param>
/// <param name="Steps">All of one client.</param>
internal sealed record ProgramPart(bool IsFixed, params IReadOnlyList<WireStep> Steps) : IProgramPart
{
    public string Client => Steps[0].Client;

    public static IReadOnlyList<WireStep> StepsOf(IReadOnlyList<ProgramPart> program) => [.. program.SelectMany(static part => part.Steps)];
}
