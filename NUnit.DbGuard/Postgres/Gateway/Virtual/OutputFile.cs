using System.Globalization;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Virtual;

/// <summary>What is too much to keep in memory for a client that does not read: in a file, first in, first out.</summary>
/// <remarks>The file is its owner's alone, and is gone when this is disposed of. For one thread at a time.</remarks>
internal sealed class OutputFile : IDisposable
{
    private const int PieceSize = 65_536;

    private readonly FileStream _file = Open();
    private long _read;
    private long _written;

    /// <summary>Whether all that was put in has been taken out.</summary>
    public bool IsEmpty => _read == _written;

    /// <summary>What all such files of a process are called, in the folder for temporary files.</summary>
    public static string NamesOf(int processId) => string.Create(CultureInfo.InvariantCulture, $"dbguard-output-{processId}-*");

    /// <summary>Puts frames in.</summary>
    /// <exception cref="IOException">There is no room, or the file cannot be written.</exception>
    public void Add(FrameBuffer frames)
    {
        _file.Position = _written;
        frames.WriteTo(_file);
        _written += frames.Length;
    }

    /// <summary>Takes the next piece out; it may begin and end in the midst of a frame.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public FrameBuffer Take()
    {
        FrameBuffer piece = new();
        try
        {
            Span<byte> room = piece.GetSpan(PieceSize);
            room = room[..(int)Math.Min(room.Length, _written - _read)];
            _file.Position = _read;
            _file.ReadExactly(room);
            piece.Advance(room.Length);
            _read += room.Length;
            return piece;
        }
        catch
        {
            piece.Dispose();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();

    private static FileStream Open()
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        string name = NamesOf(Environment.ProcessId).Replace("*", Guid.NewGuid().ToString("N"), StringComparison.Ordinal);
        return new FileStream(Path.Combine(Path.GetTempPath(), name), options);
    }
}
