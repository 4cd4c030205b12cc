using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Tests.Postgres.Protocol;

/// <summary>The texts and values of messages.</summary>
public sealed class ByteStringTests
{
    [Test]
    public void Two_are_equal_when_their_bytes_are() => Assert.That(ByteString.From("abc"), Is.EqualTo(new ByteString("xabc"u8.ToArray().AsMemory(1))));

    [Test]
    public void Equal_ones_have_one_hash() =>
        Assert.That(ByteString.From("abc").GetHashCode(), Is.EqualTo(new ByteString("xabc"u8.ToArray().AsMemory(1)).GetHashCode()));

    [Test]
    public void Different_ones_are_not_equal() => Assert.That(ByteString.From("abc"), Is.Not.EqualTo(ByteString.From("abd")));

    [Test]
    public void A_copy_outlives_its_frame()
    {
        byte[] frame = "abc"u8.ToArray();
        ByteString copy = new ByteString(frame).ToOwned();

        Array.Clear(frame);

        Assert.That(copy.Decode(), Is.EqualTo("abc"));
    }

    [TestCase("C3A4", "ä")]
    [TestCase("F09F9884", "\U0001F604")]
    [TestCase("", "")]
    public void Utf8_is_decoded(string bytes, string text) => Assert.That(new ByteString(WireBytes.Of(bytes)).Decode(), Is.EqualTo(text));

    [TestCase("E4")]
    [TestCase("C3")]
    [TestCase("C0AF")]
    [TestCase("EDA080")]
    [TestCase("F5808080")]
    public void What_is_no_utf8_is_refused_where_it_must_be_exact(string bytes) =>
        Assert.That(() => new ByteString(WireBytes.Of(bytes)).Decode(), Throws.TypeOf<ProtocolViolationException>());

    [Test]
    public void What_is_no_utf8_can_still_be_shown() => Assert.That(new ByteString(WireBytes.Of("61 E4 62")).ToString(), Is.EqualTo("a\uFFFDb"));
}
