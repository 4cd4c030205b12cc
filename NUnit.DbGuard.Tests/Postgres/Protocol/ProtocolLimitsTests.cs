using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Tests.Postgres.Protocol;

/// <summary>The limits and their bounds.</summary>
public sealed class ProtocolLimitsTests
{
    [TestCase(65_535)]
    [TestCase(1_073_741_823)]
    public void The_largest_message_has_bounds(int value) =>
        Assert.That(() => new ProtocolLimits { LargestMessage = value }, Throws.TypeOf<ArgumentOutOfRangeException>());

    [TestCase(1_023)]
    [TestCase(1_048_577)]
    public void The_buffer_has_bounds(int value) =>
        Assert.That(() => new ProtocolLimits { BufferSize = value }, Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void The_largest_message_is_the_servers_unless_set() => Assert.That(ProtocolLimits.Default.LargestMessage, Is.EqualTo(1_073_741_822));
}
