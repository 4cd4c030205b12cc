namespace NUnit.DbGuard.Tests.Drivers.Base;

/// <summary>Has the server for as long as the assembly's tests run.</summary>
internal static class DriverSetUp
{
    private static DriverServer? s_server;

    public static DriverServer Server => s_server ?? throw new InvalidOperationException("The server is there while tests run.");

    public static void Start() => s_server = new DriverServer();

    public static void Stop() => s_server?.Dispose();
}
