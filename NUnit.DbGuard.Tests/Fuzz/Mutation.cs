using System.Buffers.Binary;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Tests.Fuzz;

/// <summary>What is done to a client's messages before they are sent.</summary>
internal static class Mutation
{
    /// <summary>A client's stream, made from what was recorded.</summary>
    /// <param name="conversations">What there is to choose from.</param>
    /// <param name="random">The round's.</param>
    /// <param name="faults">How many changes were made.</param>
    public static byte[] Stream(IReadOnlyList<Conversation> conversations, Random random, out int faults)
    {
        Conversation conversation = conversations[random.Next(conversations.Count)];
        List<byte[]> messages = [.. conversation.Messages];
        faults = random.Next(6) == 0 ? 0 : random.Next(1, 8);
        for (int fault = 0; fault < faults && messages.Count > 0; fault++)
        {
            Change(messages, conversations, random);
        }

        byte[] stream = [.. messages.SelectMany(static message => message)];
        return random.Next(3) == 0 ? stream[..random.Next(stream.Length + 1)] : stream;
    }

    /// <summary>Changes some bytes.</summary>
    public static void Flip(Span<byte> bytes, Random random)
    {
        for (int flips = random.Next(1, 4); flips > 0 && bytes.Length > 0; flips--)
        {
            bytes[random.Next(bytes.Length)] = random.Next(3) switch
            {
                0 => 0,
                1 => 0xFF,
                _ => (byte)random.Next(256),
            };
        }
    }

    private static void Change(List<byte[]> messages, IReadOnlyList<Conversation> conversations, Random random)
    {
        int index = random.Next(messages.Count);
        byte[] message = messages[index];
        if (message.Length < Frame.HeaderLength)
        {
            // Cut to a stump already.
            messages.Add(message);
            return;
        }

        switch (random.Next(9))
        {
            case 0:
                messages.Insert(index, message);
                break;
            case 1:
                messages.RemoveAt(index);
                break;
            case 2:
                int other = random.Next(messages.Count);
                (messages[index], messages[other]) = (messages[other], messages[index]);
                break;
            case 3:
                // From another conversation, as of another client that took over the connection.
                IReadOnlyList<byte[]> source = conversations[random.Next(conversations.Count)].Messages;
                int first = random.Next(source.Count);
                messages.InsertRange(index, source.Skip(first).Take(random.Next(1, 20)));
                break;
            case 4:
                byte[] relength = [.. message];
                int length = BinaryPrimitives.ReadInt32BigEndian(relength.AsSpan(1));
                BinaryPrimitives.WriteInt32BigEndian(relength.AsSpan(1), random.Next(5) switch
                {
                    0 => length + random.Next(1, 50),
                    1 => length - random.Next(1, 10),
                    2 => random.Next(-5, 10),
                    3 => random.Next(100_000),
                    _ => random.Next(),
                });
                messages[index] = relength;
                break;
            case 5:
                messages[index] = message[..random.Next(message.Length)];
                break;
            case 6:
                byte[] retyped = [.. message];

                // Not FunctionCall: with such arguments many a function of the server's own crashes it.
                retyped[0] = (byte)"QPBEDSHCXcdfp?"[random.Next(14)];
                messages[index] = retyped;
                break;
            default:
                byte[] flipped = [.. message];
                Flip(flipped.AsSpan(Math.Min(5, flipped.Length)), random);
                messages[index] = flipped;
                break;
        }
    }
}
