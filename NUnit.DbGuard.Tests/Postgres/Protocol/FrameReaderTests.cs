using System.Buffers.Binary;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Tests.Postgres.Protocol;

/// <summary>Frames as they come out of a stream.</summary>
public sealed class FrameReaderTests
{
    private const string Hello = "51 0000000D 'SELECT 1' 00";
    private const string Sync = "53 00000004";

    [Test]
    public void Several_frames_come_with_one_read()
    {
        TestStream stream = new(WireBytes.Of(Hello + Sync + Hello));
        using FrameReader reader = Frontend(stream);

        List<string> frames = FramesOf(reader, 3);

        Assert.That(frames, Is.EqualTo(new[] { Hex(Hello), Hex(Sync), Hex(Hello) }));
        Assert.That(stream.Reads, Is.EqualTo(1));
    }

    [Test]
    public void A_frame_that_comes_byte_by_byte_is_read()
    {
        using FrameReader reader = Frontend(new TestStream(WireBytes.Of(Hello + Sync), static () => 1));

        List<string> frames = FramesOf(reader, 2);

        Assert.That(frames, Is.EqualTo(new[] { Hex(Hello), Hex(Sync) }));
    }

    [Test]
    public void A_frame_knows_its_type_and_its_body()
    {
        using FrameReader reader = Frontend(new TestStream(WireBytes.Of(Hello)));

        Frame frame = reader.Read()!.Value;

        Assert.That((frame.Type, Query.Read(frame.Body).Text.Decode()), Is.EqualTo((Query.Type, "SELECT 1")));
    }

    [Test]
    public void The_end_between_two_frames_is_no_error()
    {
        using FrameReader reader = Frontend(new TestStream(WireBytes.Of(Sync)));
        reader.Read();

        Assert.That(reader.Read(), Is.Null);
    }

    [Test]
    public void The_end_inside_a_frame_is_a_cut()
    {
        byte[] content = WireBytes.Of(Hello);
        for (int length = 1; length < content.Length; length++)
        {
            using FrameReader reader = Frontend(new TestStream(content.AsMemory(0, length)));
            Assert.That(
                () => reader.Read(),
                Throws.TypeOf<ProtocolViolationException>().With.Property(nameof(ProtocolViolationException.IsCut)).True,
                $"cut after {length} bytes");
        }
    }

    [TestCase("51 00000003", "invalid message length: Query says 3, allowed are 4 to 1073741822.")]
    [TestCase("51 00000000", "invalid message length: Query says 0, allowed are 4 to 1073741822.")]
    [TestCase("51 FFFFFFFF", "invalid message length: Query says -1, allowed are 4 to 1073741822.")]
    [TestCase("51 80000000", "invalid message length: Query says -2147483648, allowed are 4 to 1073741822.")]
    [TestCase("51 7FFFFFFF", "invalid message length: Query says 2147483647, allowed are 4 to 1073741822.")]
    [TestCase("51 3FFFFFFF", "invalid message length: Query says 1073741823, allowed are 4 to 1073741822.")]
    [TestCase("53 00002711", "invalid message length: Sync says 10001, allowed are 4 to 10000.")]
    [TestCase("70 00010000", "invalid message length: PasswordMessage says 65536, allowed are 4 to 65535.")]
    [TestCase("21 00000004", "invalid frontend message type 33.")]
    [TestCase("00 00000008", "invalid frontend message type 0.")]
    [Property("Security", "S5")]
    public void A_header_of_a_client_that_is_not_allowed_is_refused(string header, string message)
    {
        using FrameReader reader = Frontend(new TestStream(WireBytes.Of(header), staysSilent: true));

        Assert.That(() => reader.Read(), Throws.TypeOf<ProtocolViolationException>().With.Message.EqualTo(message));
    }

    [TestCase("44 00000003", "invalid message length: DataRow says 3, allowed are 4 to 1073741822.")]
    [TestCase("5A 00007531", "invalid message length: ReadyForQuery says 30001, allowed are 4 to 30000.")]
    [TestCase("52 00010000", "invalid message length: Authentication says 65536, allowed are 4 to 65535.")]
    [TestCase("51 00000004", "invalid backend message type 81.")]
    [Property("Security", "S7")]
    public void A_header_of_a_server_that_is_not_allowed_is_refused(string header, string message)
    {
        using FrameReader reader = new(new TestStream(WireBytes.Of(header), staysSilent: true), MessageOrigin.Backend, ProtocolLimits.Default);

        Assert.That(() => reader.Read(), Throws.TypeOf<ProtocolViolationException>().With.Message.EqualTo(message));
    }

    [Test]
    public void A_header_that_is_not_allowed_costs_the_connection()
    {
        using FrameReader reader = Frontend(new TestStream(WireBytes.Of("51 00000000")));

        Assert.That(
            () => reader.Read(),
            Throws.TypeOf<ProtocolViolationException>().With.Property(nameof(ProtocolViolationException.IsFatal)).True);
    }

    [Test]
    public void A_smaller_limit_is_kept()
    {
        ProtocolLimits limits = new() { LargestMessage = 65_536 };
        using FrameReader reader = new(new TestStream(WireBytes.Of("51 00010001")), MessageOrigin.Frontend, limits);

        Assert.That(
            () => reader.Read(),
            Throws.TypeOf<ProtocolViolationException>().With.Message.EqualTo("invalid message length: Query says 65537, allowed are 4 to 65536."));
    }

    [Test]
    public void Of_a_long_frame_the_header_comes_first()
    {
        using FrameReader reader = Frontend(new TestStream(LongQuery(100_000)));

        Frame frame = reader.Read()!.Value;

        Assert.That((frame.Type, frame.BodyLength, frame.IsWhole), Is.EqualTo((Query.Type, 100_000, false)));
    }

    [Test]
    public void A_long_frame_can_be_taken_whole()
    {
        byte[] content = LongQuery(1_000_000);
        using FrameReader reader = Frontend(new TestStream(content, static () => 7_777));
        Frame header = reader.Read()!.Value;

        Frame whole = reader.ReadWhole(header);

        Assert.That(whole.Wire.Span.SequenceEqual(content), Is.True);
    }

    [Test]
    public void A_long_frame_can_be_taken_in_pieces()
    {
        byte[] content = LongQuery(1_000_000);
        using FrameReader reader = Frontend(new TestStream(content, static () => 7_777));
        reader.Read();
        List<byte> body = [];

        ReadOnlyMemory<byte> piece;
        while (!(piece = reader.ReadPiece()).IsEmpty)
        {
            body.AddRange(piece.Span);
        }

        Assert.That(body.ToArray().AsSpan().SequenceEqual(content.AsSpan(5)), Is.True);
    }

    [Test]
    public void A_frame_that_is_whole_stays_as_it_is()
    {
        using FrameReader reader = Frontend(new TestStream(WireBytes.Of(Hello)));
        Frame frame = reader.Read()!.Value;

        Assert.That(reader.ReadWhole(frame), Is.EqualTo(frame));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void What_follows_a_long_frame_is_read_after_it(bool takeWhole)
    {
        using FrameReader reader = Frontend(new TestStream((byte[])[.. LongQuery(200_000), .. WireBytes.Of(Hello)]));
        Frame header = reader.Read()!.Value;
        if (takeWhole)
        {
            reader.ReadWhole(header);
        }
        else
        {
            reader.SkipBody();
        }

        List<string> frames = FramesOf(reader, 1);

        Assert.That(frames, Is.EqualTo(new[] { Hex(Hello) }));
    }

    [Test]
    public void The_end_inside_a_long_frame_that_is_taken_whole_is_a_cut()
    {
        using FrameReader reader = Frontend(new TestStream(LongQuery(100_000).AsMemory(0, 70_000)));
        Frame header = reader.Read()!.Value;

        Assert.That(
            () => reader.ReadWhole(header),
            Throws.TypeOf<ProtocolViolationException>().With.Message.EqualTo("unexpected end of the stream inside Query: 70000 of 100005 bytes came."));
    }

    [Test]
    public void The_end_inside_a_long_frame_that_is_skipped_is_a_cut()
    {
        using FrameReader reader = Frontend(new TestStream(LongQuery(100_000).AsMemory(0, 70_005)));
        reader.Read();

        Assert.That(
            () => reader.SkipBody(),
            Throws.TypeOf<ProtocolViolationException>().With.Message.EqualTo("unexpected end of the stream inside Query: 70000 of 100000 bytes came."));
    }

    [Test]
    public void A_body_that_was_not_taken_bars_the_next_frame()
    {
        using FrameReader reader = Frontend(new TestStream(LongQuery(100_000)));
        reader.Read();

        Assert.That(() => reader.Read(), Throws.InvalidOperationException);
    }

    [Test]
    public void A_body_that_was_taken_in_part_bars_the_next_frame()
    {
        using FrameReader reader = Frontend(new TestStream(LongQuery(100_000)));
        reader.Read();
        reader.ReadPiece();

        Assert.That(() => reader.TryRead(out _), Throws.InvalidOperationException);
    }

    [Test]
    [NonParallelizable]
    [Property("Security", "S5")]
    [Property("Security", "S7")]
    public void A_claimed_length_reserves_nothing()
    {
        byte[] content = LongQuery(1_073_741_000)[..50_000];
        using FrameReader reader = Frontend(new TestStream(content));
        Frame header = reader.Read()!.Value;
        long before = GC.GetTotalAllocatedBytes();

        Assert.That(() => reader.ReadWhole(header), Throws.TypeOf<ProtocolViolationException>());

        Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(16_000_000));
    }

    [Test]
    public void A_read_that_timed_out_fails_as_the_stream_does()
    {
        using FrameReader reader = Frontend(new TestStream(WireBytes.Of("51 0000"), staysSilent: true));

        Assert.That(() => reader.Read(), Throws.InstanceOf<IOException>());
    }

    [Test]
    public void After_a_read_that_timed_out_reading_goes_on()
    {
        bool isOpen = false;
        using TestStream content = new(WireBytes.Of(Hello), static () => 6);
        using PausedStream stream = new(content, () => isOpen);
        using FrameReader reader = Frontend(stream);
        Assert.That(() => reader.Read(), Throws.InstanceOf<IOException>());

        isOpen = true;
        List<string> frames = FramesOf(reader, 1);

        Assert.That(frames, Is.EqualTo(new[] { Hex(Hello) }));
    }

    [Test]
    public void After_a_read_of_a_body_that_timed_out_the_body_is_still_whole()
    {
        bool isOpen = false;
        byte[] query = LongQuery(200_000);
        using TestStream content = new(query, static () => 30_000);
        using PausedStream stream = new(content, () => isOpen);
        using FrameReader reader = Frontend(stream);
        Frame header = reader.Read()!.Value;
        Assert.That(() => reader.ReadWhole(header), Throws.InstanceOf<IOException>());

        isOpen = true;
        Frame whole = reader.ReadWhole(header);

        Assert.That(whole.Wire.Span.SequenceEqual(query), Is.True);
    }

    [Test]
    public void Frames_that_are_there_are_valid_together()
    {
        using FrameReader reader = Frontend(new TestStream(WireBytes.Of(Hello + Sync + Hello)));
        Frame first = reader.Read()!.Value;

        reader.TryRead(out _);
        reader.TryRead(out Frame third);

        Assert.That((Convert.ToHexString(first.Wire.Span), Convert.ToHexString(third.Wire.Span)), Is.EqualTo((Hex(Hello), Hex(Hello))));
    }

    [Test]
    public void A_start_up_packet_has_no_type()
    {
        using FrameReader reader = Frontend(new TestStream(WireBytes.Of("00000008 04D2162F"), static () => 3));

        Frame frame = reader.ReadStartup()!.Value;

        Assert.That((frame.Type, StartupPacket.CodeOf(frame.Body)), Is.EqualTo(((byte)0, SSLRequest.Code)));
    }

    [Test]
    public void The_largest_start_up_packet_is_taken()
    {
        byte[] content = new byte[10_004];
        BinaryPrimitives.WriteInt32BigEndian(content, content.Length);
        using FrameReader reader = new(new TestStream(content), MessageOrigin.Frontend, new ProtocolLimits { BufferSize = 1_024 });

        Frame frame = reader.ReadStartup()!.Value;

        Assert.That(frame.BodyLength, Is.EqualTo(ProtocolLimits.LargestStartupBody));
    }

    [TestCase("00002715", "invalid length of startup packet: it says 10005, allowed are 8 to 10004.")]
    [TestCase("00000007", "invalid length of startup packet: it says 7, allowed are 8 to 10004.")]
    [TestCase("FFFFFFFF", "invalid length of startup packet: it says -1, allowed are 8 to 10004.")]
    [TestCase("16030100 F4", "invalid length of startup packet: it says 369295616, allowed are 8 to 10004.")]
    [TestCase("'GET / HTTP/1.1'", "invalid length of startup packet: it says 1195725856, allowed are 8 to 10004.")]
    public void A_start_up_packet_of_a_wrong_length_is_refused(string content, string message)
    {
        using FrameReader reader = Frontend(new TestStream(WireBytes.Of(content), staysSilent: true));

        Assert.That(() => reader.ReadStartup(), Throws.TypeOf<ProtocolViolationException>().With.Message.EqualTo(message));
    }

    [Test]
    public void A_connection_without_a_byte_is_no_error()
    {
        using FrameReader reader = Frontend(new TestStream());

        Assert.That(reader.ReadStartup(), Is.Null);
    }

    [TestCase("000000")]
    [TestCase("00000008 04D2")]
    public void The_end_inside_a_start_up_packet_is_a_cut(string content)
    {
        using FrameReader reader = Frontend(new TestStream(WireBytes.Of(content)));

        Assert.That(
            () => reader.ReadStartup(),
            Throws.TypeOf<ProtocolViolationException>().With.Property(nameof(ProtocolViolationException.IsCut)).True);
    }

    [Test]
    public void What_comes_with_the_answer_about_TLS_shows()
    {
        using FrameReader reader = new(new TestStream(WireBytes.Of("'S'" + Sync)), MessageOrigin.Backend, ProtocolLimits.Default);

        byte? answer = reader.ReadByte();

        Assert.That((answer, reader.BufferedBytes), Is.EqualTo(((byte?)'S', 5)));
    }

    [Test]
    public void The_end_instead_of_an_answer_about_TLS_is_no_error()
    {
        using FrameReader reader = new(new TestStream(), MessageOrigin.Backend, ProtocolLimits.Default);

        Assert.That(reader.ReadByte(), Is.Null);
    }

    [Test]
    public void A_reader_that_is_disposed_reads_no_more()
    {
        FrameReader reader = Frontend(new TestStream(WireBytes.Of(Sync)));
        reader.Dispose();

        Assert.That(() => reader.TryRead(out _), Throws.TypeOf<ObjectDisposedException>());
    }

    private static FrameReader Frontend(Stream stream) => new(stream, MessageOrigin.Frontend, ProtocolLimits.Default);

    private static string Hex(string notation) => Convert.ToHexString(WireBytes.Of(notation));

    private static byte[] LongQuery(int bodyLength)
    {
        byte[] content = new byte[Math.Min(bodyLength, 2_000_000) + Frame.HeaderLength];
        new Random(1).NextBytes(content);
        content[0] = Query.Type;
        BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(1), bodyLength + sizeof(int));
        return content;
    }

    private static List<string> FramesOf(FrameReader reader, int count)
    {
        List<string> frames = [];
        while (frames.Count < count && reader.Read() is { } frame)
        {
            frames.Add(Convert.ToHexString(frame.Wire.Span));
        }

        return frames;
    }
}
