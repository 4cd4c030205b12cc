using System.Text;

namespace NUnit.DbGuard.Postgres.Statements;

/// <summary>Follows a statement to know when it is inside the body of a SQL routine, <c>BEGIN ATOMIC … END</c>: the semicolons there are the body's.</summary>
internal struct RoutineBody
{
    private int _words;
    private bool _isCreate;
    private bool _isRoutine;
    private bool _afterBegin;
    private bool _isLabelNext;
    private int _depth;

    /// <summary>Whether the statement is in a body that has not ended.</summary>
    public readonly bool IsOpen => _depth > 0;

    public void Add(SqlToken token, ReadOnlySpan<byte> sql)
    {
        if (_words > 0 && !_isCreate)
        {
            return;
        }

        if (token.Kind != SqlTokenKind.Word)
        {
            // A word after a point is a column's, whatever it says.
            _isLabelNext = token.Kind == SqlTokenKind.Dot;
            _afterBegin = false;
            _words++;
            return;
        }

        ReadOnlySpan<byte> word = token.Span.Of(sql);
        switch (_words++)
        {
            case 0:
                _isCreate = Is(word, "CREATE"u8);
                return;
            case 1 or 3 when Is(word, "FUNCTION"u8) || Is(word, "PROCEDURE"u8):
                _isRoutine = true;
                return;
        }

        if (_isRoutine)
        {
            Follow(word);
        }
    }

    private static bool Is(ReadOnlySpan<byte> word, ReadOnlySpan<byte> keyword) => Ascii.EqualsIgnoreCase(word, keyword);

    private void Follow(ReadOnlySpan<byte> word)
    {
        bool isLabel = _isLabelNext;
        bool opens = _depth == 0 && _afterBegin && Is(word, "ATOMIC"u8);
        _isLabelNext = Is(word, "AS"u8);
        _afterBegin = Is(word, "BEGIN"u8);
        if (opens)
        {
            _depth = 1;
        }
        else if (_depth > 0 && !isLabel)
        {
            // CASE ends with END as well.
            _depth += Is(word, "CASE"u8) ? 1 : Is(word, "END"u8) ? -1 : 0;
        }
    }
}
