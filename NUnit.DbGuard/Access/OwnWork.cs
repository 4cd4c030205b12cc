namespace NUnit.DbGuard.Access;

/// <summary>Marks the guard's own work with a provider, which the gate is not asked about.</summary>
/// <remarks>It holds for one thread and for synchronous calls: providers publish their events on the thread that calls them.</remarks>
internal static class OwnWork
{
    [ThreadStatic]
    private static bool t_active;

    public static bool IsActive => t_active;

    /// <summary>Lets this thread use any provider, until the result is disposed.</summary>
    public static Scope Enter() => new(t_active);

    internal readonly ref struct Scope
    {
        private readonly bool _outer;

        public Scope(bool outer)
        {
            _outer = outer;
            t_active = true;
        }

        public void Dispose() => t_active = _outer;
    }
}
