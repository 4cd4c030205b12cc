using System.Diagnostics;
using NUnit.DbGuard;

namespace Shop.Postgres.Tests.OtherProcess;

/// <summary>
/// The shop as it is in production: a process of its own, started once for all tests of this namespace. The mark here is all of theirs, and the connection
/// string is in the environment that the process inherits.
/// </summary>
[SetUpFixture, RequiresDatabase]
public sealed class ShopProcess
{
    private Process _shop;

    public static HttpClient Client { get; private set; }

    [OneTimeSetUp]
    public async Task StartShop()
    {
        var start = new ProcessStartInfo("dotnet", "Shop.dll") { RedirectStandardOutput = true, WorkingDirectory = AppContext.BaseDirectory };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information";
        _shop = Process.Start(start)!;

        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        _shop.OutputDataReceived += (_, output) =>
        {
            const string listening = "Now listening on: ";
            if (output.Data is null)
            {
                address.TrySetException(new InvalidOperationException("The shop ended before it listened."));
            }
            else if (output.Data.Split(listening) is [_, var url])
            {
                address.TrySetResult(new Uri(url));
            }
        };
        _shop.BeginOutputReadLine();
        Client = new HttpClient { BaseAddress = await address.Task.WaitAsync(TimeSpan.FromSeconds(60)) };
    }

    [OneTimeTearDown]
    public void StopShop()
    {
        Client?.Dispose();
        _shop?.Kill(entireProcessTree: true);
        _shop?.Dispose();
    }
}
