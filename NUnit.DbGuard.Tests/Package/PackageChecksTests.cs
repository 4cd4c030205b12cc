using NUnit.DbGuard.Tests.Docs;
using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Package;

/// <summary>What the package's targets say to a project whose versions or publishing do not fit.</summary>
public sealed class PackageChecksTests
{
    private static readonly string[] s_unfit =
    [
        "NUnit 4.2.2", "NUnit 6.0.0", "Npgsql 9.0.4", "Npgsql 11.0.0-preview.1", "Microsoft.Data.Sqlite.Core 9.0.9", "Microsoft.EntityFrameworkCore.Relational 9.0.9",
        "Microsoft.EntityFrameworkCore.Relational 11.0.0",
    ];

    private static readonly string[] s_fit =
        ["NUnit 4.3.2", "NUnit 4.6.1", "NUnit 5.0.0", "Npgsql 10.0.0", "Npgsql 10.1.3", "Microsoft.Data.Sqlite.Core 10.0.14", "Microsoft.EntityFrameworkCore.Relational 10.0.0", "Other 1.0.0"];

    private static readonly string[] s_publishing = ["PublishSingleFile", "PublishTrimmed", "PublishAot"];

    private string _output = null!;

    /// <summary>One build asks for each, in a project that has nothing but the targets.</summary>
    [OneTimeSetUp]
    public void Check()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["Checked.proj"], $"""
            <Project>
              <Target Name="CoreCompile" />
              <Target Name="PrepareForPublish" />
              <ItemGroup>
                <ReferencePath Include="reference.dll" NuGetPackageId="$(Id)" NuGetPackageVersion="$(PackageVersion)" />
                <ReferencePath Include="project.dll" />
              </ItemGroup>
              <PropertyGroup><IsTestProject>true</IsTestProject></PropertyGroup>
              <Import Project="{Repository.PathOf("NUnit.DbGuard/build/NUnit.DbGuard.targets")}" />
            </Project>
            """);
        File.WriteAllText(folder["All.proj"], $"""
            <Project DefaultTargets="All">
              <Target Name="All">
                {string.Concat(s_unfit.Concat(s_fit).Select(static package => Call("CheckDbGuardPackages", $"Id={package.Split(' ')[0]};PackageVersion={package.Split(' ')[1]}")))}
                {Call("CheckDbGuardPackages", "Id=NUnit;PackageVersion=3.14.0;DbGuardAcceptsAnyVersion=true")}
                {string.Concat(s_publishing.Select(static property => Call("CheckDbGuardPublishing", $"{property}=true")))}
                {Call("CheckDbGuardPublishing", "PublishSingleFile=false")}
              </Target>
            </Project>
            """);
        (_, _output) = ShortCommand.Run(folder.Path, new Dictionary<string, string>(), "dotnet", "msbuild", "All.proj", "-nologo", "-clp:NoSummary", "-v:m");
    }

    [TestCaseSource(nameof(s_unfit))]
    public void A_version_that_does_not_fit_is_an_error_that_says_which_do(string package)
    {
        string range = package.StartsWith("NUnit ", StringComparison.Ordinal) ? "4.3.2 and newer, below 6.0.0" : "10.0.0 and newer, below 11.0.0";

        Assert.That(Errors(), Has.Exactly(1).Contains($"DBG7019: Checked has {package}, but this NUnit.DbGuard works with {range};").And.Contains("Fix: reference a version in that range"));
    }

    [Test]
    public void A_version_that_fits_is_none() =>
        Assert.That(Errors().Count(static line => line.Contains("DBG7019", StringComparison.Ordinal)), Is.EqualTo(s_unfit.Length), _output);

    [Test]
    public void Publishing_in_a_way_that_no_test_survives_is_an_error_each_time() =>
        Assert.That(
            Errors().Where(static line => line.Contains("DBG7038: Checked is published as a single file, trimmed or compiled ahead of time", StringComparison.Ordinal)).Count(),
            Is.EqualTo(s_publishing.Length),
            _output);

    private static string Call(string target, string properties) => $"""<MSBuild Projects="Checked.proj" Targets="{target}" Properties="{properties}" ContinueOnError="true" />""";

    private string[] Errors() => [.. _output.Split('\n').Where(static line => line.Contains(": error ", StringComparison.Ordinal) || line.Contains(": warning DBG", StringComparison.Ordinal))];
}
