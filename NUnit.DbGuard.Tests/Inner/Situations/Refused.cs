namespace NUnit.DbGuard.Tests.Inner.Situations;

/// <summary>Application code that swallows what goes wrong, or gives it to who asks.</summary>
internal static class Refused
{
    public static DatabaseAccessBlockedException? Swallow(Action work)
    {
        try
        {
            work();
            return null;
        }
        catch (DatabaseAccessBlockedException exception)
        {
            return exception;
        }
    }

    public static async Task<DatabaseAccessBlockedException?> SwallowAsync(Func<Task> work)
    {
        try
        {
            await work();
            return null;
        }
        catch (DatabaseAccessBlockedException exception)
        {
            return exception;
        }
    }

    public static string? CodeOf(Action work) => Swallow(work)?.Code;
}
