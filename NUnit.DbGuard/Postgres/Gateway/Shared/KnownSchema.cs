namespace NUnit.DbGuard.Postgres.Gateway.Shared;

/// <summary>What the gateway has to know of a database's schema: of the baseline's, and of what a test has made of it.</summary>
/// <remarks>
/// <para>Read when the first session is opened. A test that changes the schema has it read again before its next group, and again when a rollback may have taken the
/// change back; all others cost nothing.</para>
/// <para>Owned by who holds the session's turn.</para>
/// </remarks>
internal sealed class KnownSchema
{
    private DeferrableConstraints? _baselineConstraints;
    private DeferrableConstraints? _testConstraints;
    private SessionWords? _baselineWords;
    private SessionWords? _testWords;
    private bool _mustReadConstraints;
    private bool _mustReadWords;

    /// <summary>The deferrable constraints, as they are now in the test.</summary>
    public DeferrableConstraints Constraints => _testConstraints ?? _baselineConstraints!;

    /// <summary>The words by which a statement uses what belongs to the session.</summary>
    public SessionWords Words => _testWords ?? _baselineWords!;

    public void ReadBaseline(SharedSession session)
    {
        _baselineConstraints ??= DeferrableConstraints.Read(session);
        _baselineWords ??= SessionRoutines.Read(session);
    }

    /// <summary>A rollback may have taken back a change.</summary>
    public void MayBeBack()
    {
        _mustReadConstraints |= _testConstraints is not null;
        _mustReadWords |= _testWords is not null;
    }

    /// <summary>The test may have made or dropped constraints.</summary>
    public void Changed() => _mustReadConstraints = true;

    /// <summary>The test may have made routines, triggers or views.</summary>
    public void RoutinesChanged() => _mustReadWords = true;

    /// <summary>Reads again what may have changed.</summary>
    public void Refresh(SharedSession session)
    {
        if ((_mustReadConstraints || _mustReadWords) && (!session.IsAborted || session.Stack.HasChanges))
        {
            // What is known of the constraints may be old: nothing is deferred again by it.
            bool mustDeferAgain = session.MustDeferAgain;
            session.MustDeferAgain = false;
            if (_mustReadConstraints)
            {
                _mustReadConstraints = false;
                _testConstraints = DeferrableConstraints.Read(session);
                mustDeferAgain |= _testConstraints.Any;
            }

            if (_mustReadWords)
            {
                _mustReadWords = false;
                _testWords = SessionRoutines.Read(session);
            }

            session.MustDeferAgain = mustDeferAgain;
        }

        session.HasDeferred = Constraints.AnyDeferred;
    }

    /// <summary>A test begins, perhaps on top of what a suite has made.</summary>
    public void Begin(GatewayTest test)
    {
        test.WordsAtStart = _testWords;
        test.MustReadWordsAtStart = _mustReadWords;
    }

    /// <summary>A test's work is undone.</summary>
    public void End(GatewayTest test)
    {
        _testConstraints = null;
        _mustReadConstraints = test.Layer is not null;
        _testWords = test.WordsAtStart;
        _mustReadWords = test.MustReadWordsAtStart;
    }
}
