namespace NUnit.DbGuard.Postgres.Gateway.Clients;

/// <summary>One socket that clients come by: how many of them have not yet proved to know the password.</summary>
/// <remarks>Each has places of its own for them: whoever takes all of those on the loopback address, where every user of the machine may knock, keeps nobody from the Unix socket.</remarks>
/// <param name="name">What it is, for the threads' names.</param>
/// <param name="places">How many may be unknown at the same time.</param>
internal sealed class ListenerDoor(string name, int places)
{
    private int _unknown;

    public string Name { get; } = name;

    /// <summary>Takes a place, if there is one.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _unknown) <= places)
        {
            return true;
        }

        Leave();
        return false;
    }

    /// <summary>Gives the place back: the client is known now, or gone.</summary>
    public void Leave() => Interlocked.Decrement(ref _unknown);
}
