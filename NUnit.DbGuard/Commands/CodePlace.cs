using System.Diagnostics;
using System.Globalization;
using NUnit.DbGuard.Access;

namespace NUnit.DbGuard.Commands;

/// <summary>A place in the user's code, and how it was come to.</summary>
/// <param name="Shown">The methods, the innermost first, as <c>Type.Method</c>: a repository's own is seldom the one to look at.</param>
/// <param name="Key">What is equal for two calls from the same lines.</param>
internal sealed record CodePlace(string Shown, string Key)
{
    private const int Frames = 3;
    private const int FramesOfKey = 6;

    /// <returns><see langword="null"/>: none of the stack is the user's.</returns>
    public static CodePlace? Of(StackTrace trace)
    {
        (string Method, int Offset)[] frames = [.. UserFrame.Chain(trace, FramesOfKey)];
        return frames.Length == 0 ? null : new CodePlace(
            string.Join(" ← ", frames.Select(static frame => frame.Method).Distinct(StringComparer.Ordinal).Take(Frames)),
            string.Join(' ', frames.Select(static frame => string.Create(CultureInfo.InvariantCulture, $"{frame.Method}+{frame.Offset}"))));
    }
}
