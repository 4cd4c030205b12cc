using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>The arrays behind frames: pooled while they are of ordinary size.</summary>
/// <remarks>The shared pool keeps what it is given back. A row of 100 MB would stay in memory for the rest of the run; such arrays are left to the garbage collector.</remarks>
internal static class FrameMemory
{
    private const int LargestPooled = 1_048_576;

    private static int s_rented;

    /// <summary>How many pooled arrays are out: each must come back once its connection, group or flight is over.</summary>
    public static int Rented => Volatile.Read(ref s_rented);

    public static byte[] Rent(int size)
    {
        if (size > LargestPooled)
        {
            return GC.AllocateUninitializedArray<byte>(size);
        }

        _ = Interlocked.Increment(ref s_rented);
        return ArrayPool<byte>.Shared.Rent(size);
    }

    public static void Return(byte[] array)
    {
        if (array.Length is > 0 and <= LargestPooled)
        {
            _ = Interlocked.Decrement(ref s_rented);
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}
