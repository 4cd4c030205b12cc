using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Tests.Postgres.Protocol;

/// <summary>Frames on their way into a stream.</summary>
public sealed class FrameWriterTests
{
    [Test]
    public void Small_messages_leave_in_one_write()
    {
        TestStream stream = new();
        using FrameWriter writer = new(stream);
        default(ParseComplete).Write(writer);
        default(BindComplete).Write(writer);
        new ReadyForQuery(TransactionStatus.Idle).Write(writer);

        writer.Flush();

        Assert.That(stream.Writes.Select(Convert.ToHexString), Is.EqualTo(new[] { "3100000004" + "3200000004" + "5A0000000549" }));
    }

    [Test]
    public void Nothing_leaves_before_a_flush()
    {
        TestStream stream = new();
        using FrameWriter writer = new(stream);

        default(ParseComplete).Write(writer);

        Assert.That((stream.Writes.Count, writer.PendingBytes), Is.EqualTo((0, 5L)));
    }

    [Test]
    public void A_flush_reaches_the_stream()
    {
        TestStream stream = new();
        using FrameWriter writer = new(stream);

        writer.Flush();

        Assert.That((stream.Writes.Count, stream.Flushes), Is.EqualTo((0, 1)));
    }

    [Test]
    public void What_was_sent_is_not_sent_again()
    {
        TestStream stream = new();
        using FrameWriter writer = new(stream);
        default(ParseComplete).Write(writer);
        writer.Flush();

        writer.Flush();

        Assert.That(stream.Writes, Has.Count.EqualTo(1));
    }

    [Test]
    public void Many_messages_keep_their_order()
    {
        TestStream stream = new();
        using FrameWriter writer = new(stream);
        for (int number = 0; number < 50_000; number++)
        {
            new Execute(default, number).Write(writer);
        }

        writer.Flush();

        using FrameReader reader = new(new TestStream(stream.Written), MessageOrigin.Frontend, ProtocolLimits.Default);
        for (int number = 0; number < 50_000; number++)
        {
            Frame frame = reader.Read()!.Value;
            if (Execute.Read(frame.Body).RowLimit != number)
            {
                Assert.Fail($"Message {number} is out of order.");
            }
        }
    }

    [Test]
    public void Frames_are_passed_on_unchanged()
    {
        byte[] content = [.. Enumerable.Range(0, 200).SelectMany(static index => Row(index * 1_000))];
        TestStream stream = new();
        using FrameReader reader = new(new TestStream(content, static () => 10_000), MessageOrigin.Backend, ProtocolLimits.Default);
        using FrameWriter writer = new(stream);

        while (reader.Read() is { } frame)
        {
            writer.Relay(frame, reader);
        }

        writer.Flush();
        Assert.That(stream.Written.AsSpan().SequenceEqual(content), Is.True);
    }

    [Test]
    public void What_waits_leaves_before_a_long_frame()
    {
        byte[] row = Row(100_000);
        TestStream stream = new();
        using FrameReader reader = new(new TestStream(row), MessageOrigin.Backend, ProtocolLimits.Default);
        using FrameWriter writer = new(stream);
        default(BindComplete).Write(writer);

        writer.Relay(reader.Read()!.Value, reader);

        Assert.That(stream.Written.AsSpan().SequenceEqual((byte[])[.. WireBytes.Of("32 00000004"), .. row]), Is.True);
    }

    [Test]
    [NonParallelizable]
    public void A_row_of_100_MB_passes_in_large_pieces_without_being_held()
    {
        const int Length = 100_000_000;
        EndlessRowStream stream = new(Length);
        using FrameReader reader = new(stream, MessageOrigin.Backend, ProtocolLimits.Default);
        using FrameWriter writer = new(stream);
        Frame frame = reader.Read()!.Value;
        long before = GC.GetTotalAllocatedBytes();

        writer.Relay(frame, reader);

        Assert.That(stream.BytesWritten, Is.EqualTo(Length + 1L));
        Assert.That(stream.LargestWrite, Is.GreaterThan(65_536));
        Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(8_000_000));
    }

    [Test]
    public void A_kept_run_leaves_behind_what_waits()
    {
        TestStream stream = new();
        using FrameWriter writer = new(stream);
        using FrameBuffer kept = new();
        default(NoData).Write(kept);
        default(ParseComplete).Write(writer);

        writer.Write(kept);

        Assert.That(Convert.ToHexString(stream.Written), Is.EqualTo("3100000004" + "6E00000004"));
    }

    private static byte[] Row(int length)
    {
        byte[] value = new byte[length];
        new Random(length).NextBytes(value);
        System.Buffers.ArrayBufferWriter<byte> output = new();
        new DataRow(WireList<FieldValue>.Of(FieldValue.Of(new(value)))).Write(output);
        return output.WrittenSpan.ToArray();
    }
}
