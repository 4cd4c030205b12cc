using System.Globalization;
using System.Text;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>Where a text that the server got stands in the one that the client sent, so that errors point at the right character.</summary>
/// <param name="Before">The client's text before it.</param>
/// <param name="From">From which character of the server's text on a name has been exchanged; 0: none.</param>
/// <param name="Longer">By how many characters the server's name is longer.</param>
internal readonly record struct TextMap(ReadOnlyMemory<byte> Before, int From = 0, int Longer = 0)
{
    public ErrorResponse Apply(ErrorResponse error)
    {
        if ((Before.IsEmpty && Longer == 0)
            || error.Fields.Find(ErrorField.Position) is not { } text
            || !int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int position))
        {
            return error;
        }

        if (Longer != 0 && position > From)
        {
            position = Math.Max(From, position - Longer);
        }

        position += Encoding.UTF8.GetCharCount(Before.Span);
        return new(error.Fields.With(ErrorField.Of(ErrorField.Position, position.ToString(CultureInfo.InvariantCulture))));
    }
}
