using NUnit.DbGuard.Tests.Conformance;

// A judge from outside: another project's test suite, run on a server and then through the gateway. docs/conformance.md says how.
//   gateway own|shared   reads a connection string, puts the gateway before that database, writes the connection string for clients, and stays until standard input
//                        ends. own: each client has a server session of its own, and commits are real; shared: all share one, and its work is undone at the end
//   compare DIRECT OTHER reads two TRX files and writes what passed in the first and did not in the second
switch (args)
{
    case ["gateway", "own" or "shared"]:
        using (GatewayHost host = new(await Console.In.ReadLineAsync() ?? string.Empty, ownSessions: args[1] == "own"))
        {
            Console.WriteLine(host.ConnectionString);
            _ = await Console.In.ReadToEndAsync();
            foreach (string line in host.End())
            {
                Console.WriteLine(line);
            }
        }

        return 0;

    case ["compare", string direct, string other]:
        TestResults before = TestResults.Read(direct);
        TestResults after = TestResults.Read(other);
        Console.WriteLine($"{direct}: {before}");
        Console.WriteLine($"{other}: {after}");
        IReadOnlyList<string> lost = after.LostFrom(before);
        foreach (string line in lost)
        {
            Console.WriteLine(line);
        }

        Console.WriteLine($"{lost.Count} lost");
        return lost.Count == 0 ? 0 : 1;

    default:
        Console.WriteLine("gateway own|shared | compare DIRECT OTHER");
        return 2;
}
