using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

namespace NUnit.DbGuard.Tests.Drivers.NpgsqlPrograms;

/// <summary>One thing that a client of a program does.</summary>
/// <param name="IsFixed">Whether it ends its client's turn.</param>
/// <param name="Client">The client's name.</param>
/// <param name="Text">What it does, to be read.</param>
/// <param name="Run">Does it.</param>
internal sealed record NpgsqlPart(bool IsFixed, string Client, string Text, Func<ProgramClient, Task> Run) : IProgramPart
{
    public override string ToString() => $"{Client}: {Text}";
}
