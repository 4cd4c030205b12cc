using System.Globalization;
using NUnit.DbGuard.Benchmarks.Databases;
using NUnit.DbGuard.Benchmarks.Measuring;
using NUnit.DbGuard.Benchmarks.Postgres;
using NUnit.DbGuard.Benchmarks.Questions;

switch (args)
{
    case ["--worker", string side]:
        Worker.Serve(side == "guarded", Console.In, Console.Out);
        return 0;
    case ["--suite", string side, string tests]:
        RealRun.Execute(side == "guarded", int.Parse(tests, CultureInfo.InvariantCulture), Console.Out);
        return 0;
    case ["--warm", string side, string server]:
        DatabasesReport.StartWarm(side == "guarded", server);
        return 0;
    default:
        Arguments arguments = new(args);
        return FlushReport.IsWanted(arguments) ? FlushReport.Run(arguments)
            : DatabasesReport.IsWanted(arguments) ? DatabasesReport.Run(arguments)
            : GatewayReport.IsWanted(arguments) ? GatewayReport.Run(arguments) : Sqlite.Run(arguments);
}
