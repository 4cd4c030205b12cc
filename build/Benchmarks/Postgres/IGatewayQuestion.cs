using NUnit.DbGuard.Benchmarks.Measuring;

namespace NUnit.DbGuard.Benchmarks.Postgres;

/// <summary>One thing that the benchmark finds out about the gateway.</summary>
internal interface IGatewayQuestion
{
    /// <summary>Measures, and adds a section to the report.</summary>
    void Answer(Alternation alternation, GatewayStage stage, Report report);
}
