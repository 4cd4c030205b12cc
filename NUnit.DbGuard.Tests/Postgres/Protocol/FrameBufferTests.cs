using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Tests.Postgres.Protocol;

/// <summary>Frames that are kept for later.</summary>
public sealed class FrameBufferTests
{
    [Test]
    public void Kept_frames_come_back_in_order()
    {
        using FrameBuffer buffer = new();
        new Parse(default, ByteString.From("SELECT 1"), WireList<ObjectId>.Empty).Write(buffer);
        default(Sync).Write(buffer);

        Assert.That(buffer.Frames().Select(static frame => (char)frame.Type), Is.EqualTo("PS"));
    }

    [Test]
    public void Frames_of_any_size_stay_whole()
    {
        using FrameBuffer buffer = new();
        int[] sizes = [0, 10, 8_000, 9_000, 64_000, 100_000, 3_000_000, 1];
        foreach (int size in sizes)
        {
            new CopyData(new(new byte[size])).Write(buffer);
        }

        Assert.That(buffer.Frames().Select(static frame => CopyData.Read(frame.Body).Data.Length), Is.EqualTo(sizes));
    }

    [Test]
    public void It_is_written_out_as_often_as_asked()
    {
        using TestStream stream = new();
        using FrameBuffer buffer = new();
        default(Sync).Write(buffer);

        buffer.WriteTo(stream);
        buffer.WriteTo(stream);

        Assert.That(Convert.ToHexString(stream.Written), Is.EqualTo("5300000004" + "5300000004"));
    }

    [Test]
    public void A_cleared_one_can_be_filled_again()
    {
        using FrameBuffer buffer = new();
        new CopyData(new(new byte[500_000])).Write(buffer);
        buffer.Clear();

        default(Sync).Write(buffer);

        Assert.That((buffer.Length, buffer.Frames().Count()), Is.EqualTo((5L, 1)));
    }

    [Test]
    public void More_than_was_given_cannot_be_claimed()
    {
        using FrameBuffer buffer = new();
        int given = buffer.GetSpan(10).Length;

        Assert.That(() => buffer.Advance(given + 1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }
}
