using System.Reflection;

namespace NUnit.DbGuard.Tests.Running;

/// <summary>Small test projects, written and built in a temporary folder: each is an assembly that a stranger could have.</summary>
/// <remarks>One project file, one restore, one build; each variant compiles one source file of its own.</remarks>
internal sealed class FreshProjects : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private FreshProjects()
    {
    }

    /// <summary>What the build wrote.</summary>
    public string Output { get; private set; } = string.Empty;

    /// <summary>Builds a variant for each entry.</summary>
    /// <param name="sources">The variant's name with its source.</param>
    /// <param name="properties">Properties that some variants set: name with the text of a property group.</param>
    public static FreshProjects Build(IReadOnlyDictionary<string, string> sources, IReadOnlyDictionary<string, string> properties)
    {
        FreshProjects projects = new();
        try
        {
            projects.Write(sources, properties);
            projects.Output = projects.Run("dotnet", "build", projects._folder["All.proj"], "-nologo", "-clp:NoSummary", $"-p:Configuration={Metadata("Configuration")}");
            return projects;
        }
        catch
        {
            projects.Dispose();
            throw;
        }
    }

    /// <summary>The test assembly of a variant.</summary>
    public string AssemblyOf(string variant) => Path.Combine(_folder["out"], variant, $"Fresh.{variant}.dll");

    public void Dispose() => _folder.Dispose();

    private static string Metadata(string key) =>
        typeof(FreshProjects).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!;

    private string Run(params string[] command)
    {
        (int exitCode, string output) = ShortCommand.Run(_folder.Path, new Dictionary<string, string>(), command);
        return exitCode == 0 ? output : throw new InvalidOperationException($"The build failed:\n{output}");
    }

    private void Write(IReadOnlyDictionary<string, string> sources, IReadOnlyDictionary<string, string> properties)
    {
        string library = Path.Combine(Metadata("RepositoryRoot"), "NUnit.DbGuard");
        string versions = Path.Combine(Metadata("RepositoryRoot"), "Directory.Packages.props");
        foreach ((string variant, string source) in sources)
        {
            File.WriteAllText(_folder[$"{variant}.cs"], source);
        }

        File.Copy(versions, _folder["Directory.Packages.props"]);
        File.WriteAllText(_folder["Fresh.csproj"], $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <OutputType>Exe</OutputType>
                <IsTestProject>true</IsTestProject>
                <EnableNUnitRunner>true</EnableNUnitRunner>
                <NuGetAudit>false</NuGetAudit>
                <AssemblyName>Fresh.$(Variant)</AssemblyName>
                <OutputPath>out/$(Variant)/</OutputPath>
                <AppendTargetFrameworkToOutputPath>false</AppendTargetFrameworkToOutputPath>
                <IntermediateOutputPath>obj/$(Variant)/</IntermediateOutputPath>
                <EnableDefaultCompileItems>false</EnableDefaultCompileItems>
              </PropertyGroup>
              {string.Concat(properties.Select(static property => $"<PropertyGroup Condition=\"'$(Variant)' == '{property.Key}'\">{property.Value}</PropertyGroup>"))}
              <ItemGroup>
                <Compile Include="$(Variant).cs" />
                <Using Include="NUnit.Framework;NUnit.DbGuard" />
                <PackageReference Include="Microsoft.NET.Test.Sdk" />
                <PackageReference Include="NUnit" />
                <PackageReference Include="NUnit3TestAdapter" />
                <ProjectReference Include="{library}/NUnit.DbGuard.csproj" />
              </ItemGroup>
              <Import Project="{library}/build/NUnit.DbGuard.targets" Condition="'$(WithoutTargets)' != 'true'" />
            </Project>
            """);
        File.WriteAllText(_folder["All.proj"], $"""
            <Project DefaultTargets="Build">
              <ItemGroup>
                {string.Concat(sources.Keys.Select(static variant => $"<Variant Include=\"{variant}\" />"))}
              </ItemGroup>
              <Target Name="Restore">
                <MSBuild Projects="Fresh.csproj" Targets="Restore" Properties="Variant=All" />
              </Target>
              <Target Name="Build">
                <MSBuild Projects="Fresh.csproj" Targets="Build" Properties="Variant=%(Variant.Identity);BuildProjectReferences=false;Configuration=$(Configuration)" />
              </Target>
            </Project>
            """);
    }
}
