using NUnit.DbGuard.Benchmarks.Measuring;

namespace NUnit.DbGuard.Benchmarks.Questions;

/// <summary>One thing that the benchmark finds out.</summary>
internal interface IQuestion
{
    /// <summary>Measures, and adds a section to the report.</summary>
    void Answer(Laboratory laboratory, Report report);
}
