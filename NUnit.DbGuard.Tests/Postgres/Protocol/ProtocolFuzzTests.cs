using System.Buffers.Binary;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Tests.Postgres.Protocol;

/// <summary>Random bytes, the same in every run: what is no message is a violation, and nothing else ever happens.</summary>
public sealed class ProtocolFuzzTests
{
    [Test]
    [Property("Security", "S5")]
    [Property("Security", "S7")]
    public void No_decoder_throws_anything_else_at_random_bytes([Values(1, 2, 3, 4)] int seed)
    {
        Random random = new(seed);
        MessageCase[] messages = [.. MessageCases.All];

        for (int round = 0; round < 20_000; round++)
        {
            byte[] body = new byte[random.Next(40)];
            random.NextBytes(body);

            // Few different values make lengths, counts and terminators that nearly fit.
            for (int index = 0; index < body.Length && round % 2 == 0; index++)
            {
                body[index] = (byte)(body[index] % 4 == 3 ? 0xFF : body[index] % 4);
            }

            Feed(messages[random.Next(messages.Length)], body);
        }
    }

    [Test]
    public void No_decoder_throws_anything_else_at_damaged_messages([Values(1, 2, 3, 4)] int seed)
    {
        Random random = new(seed);
        MessageCase[] messages = [.. MessageCases.All];

        for (int round = 0; round < 20_000; round++)
        {
            MessageCase message = messages[random.Next(messages.Length)];
            Feed(message, Damage(message.Body, random));
        }
    }

    [Test]
    public void Honest_frames_survive_any_cut_into_pieces([Values(1, 2, 3, 4)] int seed)
    {
        Random random = new(seed);
        for (int round = 0; round < 150; round++)
        {
            byte[] content = HonestStream(random);
            TestStream target = new();
            using FrameReader reader = new(new TestStream(content, () => Chunk(random)), MessageOrigin.Backend, Limits(random));
            using FrameWriter writer = new(target);

            while (reader.Read() is { } frame)
            {
                writer.Relay(random.Next(3) == 0 ? reader.ReadWhole(frame) : frame, reader);
            }

            writer.Flush();
            Assert.That(target.Written.AsSpan().SequenceEqual(content), Is.True, $"round {round}");
        }
    }

    [Test]
    public void A_stream_that_ends_anywhere_ends_cleanly_or_as_a_cut([Values(1, 2, 3, 4)] int seed)
    {
        Random random = new(seed);
        for (int round = 0; round < 300; round++)
        {
            byte[] content = HonestStream(random);
            using FrameReader reader = new(new TestStream(content.AsMemory(0, random.Next(content.Length)), () => Chunk(random)), MessageOrigin.Backend, Limits(random));
            try
            {
                Drain(reader, random);
            }
            catch (ProtocolViolationException violation)
            {
                Assert.That(violation.IsCut, Is.True, violation.Message);
            }
        }
    }

    [Test]
    public void Nonsense_ends_as_a_violation([Values(1, 2, 3, 4)] int seed, [Values] bool isFrontend)
    {
        Random random = new(seed);
        for (int round = 0; round < 2_000; round++)
        {
            byte[] content = Damage(HonestStream(random, largest: 200), random);
            using FrameReader reader = new(
                new TestStream(content, () => Chunk(random)),
                isFrontend ? MessageOrigin.Frontend : MessageOrigin.Backend,
                Limits(random));
            try
            {
                if (random.Next(4) == 0)
                {
                    reader.ReadStartup();
                }

                Drain(reader, random);
            }
            catch (ProtocolViolationException violation)
            {
                Assert.That(violation.IsFatal, Is.True, violation.Message);
            }
        }
    }

    // What is understood is understood wholly: written again, it is the same bytes.
    private static void Feed(MessageCase message, byte[] body)
    {
        object read;
        try
        {
            read = message.Read(body);
        }
        catch (ProtocolViolationException)
        {
            return;
        }

        byte[] written = message.Write(read);
        int header = message.IsStartup ? Frame.StartupHeaderLength : Frame.HeaderLength;
        if (!written.AsSpan(header).SequenceEqual(body))
        {
            Assert.Fail($"{message.Name} read {Convert.ToHexString(body)} and wrote {Convert.ToHexString(written)}.");
        }
    }

    private static void Drain(FrameReader reader, Random random)
    {
        while (reader.Read() is { } frame)
        {
            if (frame.IsWhole || random.Next(2) == 0)
            {
                reader.ReadWhole(frame);
            }
            else
            {
                reader.SkipBody();
            }
        }
    }

    private static byte[] HonestStream(Random random, int largest = 20_000)
    {
        List<byte> content = [];
        int frames = random.Next(1, 12);
        for (int index = 0; index < frames; index++)
        {
            if (random.Next(3) > 0)
            {
                content.AddRange(MessageCases.Backend[random.Next(MessageCases.Backend.Count)].Wire);
                continue;
            }

            byte[] data = new byte[random.Next(largest) + Frame.HeaderLength];
            random.NextBytes(data);
            data[0] = CopyData.Type;
            BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(1), data.Length - 1);
            content.AddRange(data);
        }

        return [.. content];
    }

    private static byte[] Damage(byte[] bytes, Random random)
    {
        List<byte> damaged = [.. bytes];
        int faults = random.Next(1, 4);
        for (int fault = 0; fault < faults; fault++)
        {
            int index = random.Next(damaged.Count + 1);
            switch (random.Next(4))
            {
                case 0:
                    damaged.Insert(index, (byte)random.Next(256));
                    break;
                case 1 when index < damaged.Count:
                    damaged.RemoveAt(index);
                    break;
                case 2 when index < damaged.Count:
                    damaged[index] = random.Next(2) == 0 ? (byte)0xFF : (byte)random.Next(256);
                    break;
                default:
                    damaged.RemoveRange(index, damaged.Count - index);
                    break;
            }
        }

        return [.. damaged];
    }

    private static int Chunk(Random random) => random.Next(4) switch
    {
        0 => 1,
        1 => random.Next(1, 10),
        2 => random.Next(1, 2_000),
        _ => int.MaxValue,
    };

    private static ProtocolLimits Limits(Random random) => new() { BufferSize = random.Next(1_024, 8_192) };
}
