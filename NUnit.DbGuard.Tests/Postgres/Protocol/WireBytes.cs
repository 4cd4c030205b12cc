using System.Text;

namespace NUnit.DbGuard.Tests.Postgres.Protocol;

/// <summary>Bytes as one writes them down: <c>51 0000000D 'SELECT 1' 00</c>, hexadecimal digits and quoted texts.</summary>
internal static class WireBytes
{
    public static byte[] Of(string notation)
    {
        List<byte> bytes = [];
        int index = 0;
        while (index < notation.Length)
        {
            if (notation[index] == ' ')
            {
                index++;
            }
            else if (notation[index] == '\'')
            {
                int end = notation.IndexOf('\'', index + 1);
                bytes.AddRange(Encoding.UTF8.GetBytes(notation[(index + 1)..end]));
                index = end + 1;
            }
            else
            {
                bytes.Add(Convert.ToByte(notation.Substring(index, 2), 16));
                index += 2;
            }
        }

        return [.. bytes];
    }
}
