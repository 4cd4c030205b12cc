using System.Buffers;

namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>The arrays behind frames: pooled while they are of ordinary size.</summary>
/// <remarks>The shared pool keeps what it is given back. A row of 100 MB would stay in memory for the rest of the run; such arrays are left to the garbage collector.</remarks>
internal static class FrameMemory
{
    private const int LargestPooled = 1_048_576;

    public static byte[] Rent(int size) => size <= LargestPooled
        ? ArrayPool<byte>.Shared.Rent(size)
        : GC.AllocateUninitializedArray<byte>(size);

    public static void Return(byte[] array)
    {
        if (array.Length is > 0 and <= LargestPooled)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}
