using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Programs;
using static NUnit.DbGuard.Tests.Postgres.Gateway.Wire.Steps;

namespace NUnit.DbGuard.Tests.Postgres.Gateway;

/// <summary>Random programs and how they are made smaller.</summary>
public sealed class ShrinkingTests
{
    [Test]
    public void Only_the_parts_that_matter_stay()
    {
        ProgramPart[] program = [.. Enumerable.Range(0, 30).Select(static i => new ProgramPart(i % 10 == 9, i < 10 ? A($"{i}") : B($"{i}")))];

        IReadOnlyList<ProgramPart> smallest = Shrinking.Smallest(program, static parts => Holds(parts, A("3")) && Holds(parts, B("27")));

        Assert.That(
            ProgramPart.StepsOf(smallest).Select(static step => step.ToString()),
            Is.EqualTo(new[] { "A > Query '3'", "A > Query '9'", "B > Query '27'", "B > Query '29'" }));
    }

    [Test]
    public void A_seed_makes_the_same_program_each_time()
    {
        string[] first = [.. Texts(7)];

        string[] second = [.. Texts(7)];

        Assert.That(second, Is.EqualTo(first).And.Not.EqualTo(Texts(8)));
    }

    [Test]
    public void Programs_use_every_kind_of_step(
        [Values("BEGIN", "COMMIT", "SAVEPOINT", "FETCH", "Bind", "SET LOCAL", "NOTIFY", "COPY", "INSERT INTO page", "nextval", "DISCARD ALL", "C >", "Flush", "lo_create", "CREATE TEMP", "CALL", "SET ROLE", "nest_of", "READ ONLY", "FunctionCall", "CopyFail")] string text) =>
        Assert.That(Enumerable.Range(1, 300).SelectMany(Texts), Has.Some.Contains(text));

    private static bool Holds(IReadOnlyList<ProgramPart> parts, WireStep step) => ProgramPart.StepsOf(parts).Any(other => other.ToString() == step.ToString());

    private static IEnumerable<string> Texts(int seed) => ProgramPart.StepsOf(RandomProgram.Of(seed)).Select(static step => step.ToString());
}
