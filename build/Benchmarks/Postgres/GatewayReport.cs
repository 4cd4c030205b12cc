using NUnit.DbGuard.Benchmarks.Measuring;
using Npgsql;

namespace NUnit.DbGuard.Benchmarks.Postgres;

/// <summary>Asks every question about PostgreSQL's gateway and writes the report.</summary>
internal static class GatewayReport
{
    private const string Family = "postgres";

    private static readonly IGatewayQuestion[] s_questions = [new RoundTrip(), new Opening(), new Throughput(), new ManyRows(), new SingleInsert(), new WholeTest()];

    public static string[] Head { get; } = ["what", "gateway", "direct", "added", "ratio", "target", "", "samples each"];

    public static bool IsWanted(Arguments arguments) => arguments.Only == Family || Array.Exists(s_questions, question => question.GetType().Name == arguments.Only);

    public static int Run(Arguments arguments)
    {
        using GatewayStage stage = new();
        Report report = new();
        report.Title("PostgreSQL: what the gateway costs");
        report.Paragraph(
            "How it is measured. One process has the bodies, Npgsql and the gateway; the server is a throw-away one. The same body runs directly on the server and through the gateway in turn, in rounds, forwards and "
            + "backwards, after a warm-up. Direct and gateway use databases of one schema on the same server, both over Unix sockets. Direct commits; what the gateway's side writes is a test's work and is undone. "
            + "Rows are tidied away outside of the measured time. Times are medians (10th to 90th percentile) over all samples. **Added** and **ratio** are medians over the rounds, so that drift of the machine cancels out. "
            + "The guard's own access check, which is the same with or without a gateway, is not installed here.");
        report.Table(
            ["what", "measured on"],
            Machine.Describe(arguments, [["PostgreSQL", GatewayStage.Describe(stage.DirectString)], ["Npgsql", $"{typeof(NpgsqlConnection).Assembly.GetName().Version?.ToString(3)}, synchronous calls"]]));
        Alternation alternation = new(arguments.IsQuick);
        foreach (IGatewayQuestion question in s_questions.Where(question => arguments.Only == Family || question.GetType().Name == arguments.Only))
        {
            Console.Error.WriteLine($"{question.GetType().Name} …");
            NpgsqlConnection.ClearAllPools();
            question.Answer(alternation, stage, report);
        }

        report.Paragraph($"Load when it ended: {Machine.LoadAverage()}.");
        arguments.Publish(report);
        return 0;
    }

    /// <summary>A row of a comparison, with a target for what is added.</summary>
    public static string[] AddedRow(string name, Figures gateway, Figures direct, long? target = null) =>
        Row(name, gateway, direct, target is { } limit ? $"at most {Report.Time(limit)} added" : "–", target is { } most ? gateway.Above(direct) <= most : null);

    /// <summary>A row of a comparison, with a target for how fast the gateway is, as a part of the direct way.</summary>
    public static string[] SpeedRow(string name, Figures gateway, Figures direct, double target) =>
        Row(name, gateway, direct, $"direct ÷ gateway at least {Report.Ratio(target)}: {Report.Ratio(direct.Over(gateway))}", direct.Over(gateway) >= target);

    public static string[] Row(string name, Figures gateway, Figures direct, string target, bool? isMet) =>
        [name, Report.Spread(gateway), Report.Spread(direct), Report.Time(gateway.Above(direct)), Report.Ratio(gateway.Over(direct)), target, Verdict(isMet), $"{gateway.Count}"];

    public static string Verdict(bool? isMet) => isMet switch
    {
        true => "met",
        false => "**missed**",
        null => string.Empty,
    };
}
