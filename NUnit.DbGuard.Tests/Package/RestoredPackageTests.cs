using System.Xml.Linq;
using NUnit.DbGuard.Tests.Docs;
using NUnit.DbGuard.Tests.Running;

namespace NUnit.DbGuard.Tests.Package;

/// <summary>New projects that restore the package, and what their tests do under both hosts.</summary>
public sealed class RestoredPackageTests
{
    private const string Tests = """
        namespace Fresh;

        [SetUpFixture]
        public sealed class TestDatabaseSetUp : DatabaseSetUpFixture
        {
            protected override void Configure(TestDatabaseCatalog databases) => databases.AddSqlite("default", "Data Source=fresh.db").SCHEMA;
        }

        public sealed class PriceTests
        {
            [Test, RequiresDatabase]
            public void Marked([Range(1, 2)] int number)
            {
                using var connection = new Microsoft.Data.Sqlite.SqliteConnection("Data Source=fresh.db");
                connection.Open();
                using var command = connection.CreateCommand();
                command.CommandText = "INSERT INTO prices (amount) VALUES (4); SELECT count(*) FROM prices";
                Assert.That(command.ExecuteScalar(), Is.EqualTo(1), $"run {number}");
            }

            [Test, RequiresDatabase]
            public void Counted()
            {
                using var connection = new Microsoft.Data.Sqlite.SqliteConnection("Data Source=fresh.db");
                connection.Open();
                using var command = connection.CreateCommand();
                command.CommandText = "SELECT 1; SELECT 2";
                Assert.That(() => command.ExecuteNonQuery(), Executes.Exactly(2));
                Assert.That(() => { command.ExecuteNonQuery(); }, Executes.Exactly(2));
                Assert.That(async () => { await command.ExecuteNonQueryAsync(); }, Executes.Exactly(2));
                Assert.That(async () => await command.ExecuteNonQueryAsync(), Executes.AtMost(2));
                System.Func<int> inAVariable = () => command.ExecuteNonQuery();
                Assert.That(inAVariable, Executes.Exactly(2).WithHosts());
            }

            [Test]
            public void Unmarked()
            {
                using var connection = new Microsoft.Data.Sqlite.SqliteConnection("Data Source=fresh.db");
                connection.Open();
            }
        }
        """;

    private const string Script = """
        UseSchema(async (connection, cancellationToken) =>
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE prices (id integer PRIMARY KEY, amount integer)";
            await command.ExecuteNonQueryAsync(cancellationToken);
        })
        """;

    private const string Context = """

        [System.ComponentModel.DataAnnotations.Schema.Table("prices")]
        public sealed class Price
        {
            [System.ComponentModel.DataAnnotations.Schema.Column("id")] public int Id { get; set; }
            [System.ComponentModel.DataAnnotations.Schema.Column("amount")] public int Amount { get; set; }
        }

        public sealed class PriceContext(Microsoft.EntityFrameworkCore.DbContextOptions<PriceContext> options) : Microsoft.EntityFrameworkCore.DbContext(options)
        {
            public Microsoft.EntityFrameworkCore.DbSet<Price> Prices { get; set; }
        }
        """;

    private PackedPackage _package = null!;

    [OneTimeSetUp]
    public void BuildProjects()
    {
        _package = new PackedPackage();
        Build("Older", "4.6.1", Tests.Replace("SCHEMA", Script, StringComparison.Ordinal), string.Empty);
        Build(
            "Newer",
            VersionOf("NUnit"),
            Tests.Replace("SCHEMA", "UseDbContext<PriceContext>()", StringComparison.Ordinal) + Context,
            $"""<PackageReference Include="Microsoft.EntityFrameworkCore.Sqlite" Version="{VersionOf("Microsoft.EntityFrameworkCore.Sqlite")}" />""");
    }

    [OneTimeTearDown]
    public void DeleteProjects() => _package?.Dispose();

    [Test]
    public void It_guards_a_project([Values("Older", "Newer")] string project, [Values(nameof(InnerHost.TestingPlatform), nameof(InnerHost.VsTest))] string host)
    {
        InnerRun run = InnerRun.Of("FullyQualifiedName~PriceTests", assembly: Path.Combine(_package.Root, project, "out", $"{project}.dll"), host: Enum.Parse<InnerHost>(host));

        Assert.That(run["PriceTests.Marked(1)"].Outcome, Is.EqualTo("Passed"), run["PriceTests.Marked(1)"].Message);
        Assert.That(run["PriceTests.Marked(2)"].Outcome, Is.EqualTo("Passed"), run["PriceTests.Marked(2)"].Message);
        Assert.That(run["PriceTests.Counted"].Outcome, Is.EqualTo("Passed"), run["PriceTests.Counted"].Message);
        Assert.That(run["PriceTests.Unmarked"].Outcome, Is.EqualTo("Failed"));
        Assert.That(run["PriceTests.Unmarked"].Message, Does.Contain("DBG1001: 'Fresh.PriceTests.Unmarked' opened database 'default', but the test is not marked as needing one."));
    }

    private static string VersionOf(string package) =>
        XDocument.Parse(Repository.Read("Directory.Packages.props")).Descendants("PackageVersion")
            .Single(version => version.Attribute("Include")?.Value == package).Attribute("Version")!.Value;

    private void Build(string project, string unit, string source, string references)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_package.Root, project)).FullName;
        File.WriteAllText(Path.Combine(folder, "Tests.cs"), source);
        File.WriteAllText(Path.Combine(folder, $"{project}.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <OutputType>Exe</OutputType>
                <EnableNUnitRunner>true</EnableNUnitRunner>
                <NuGetAudit>false</NuGetAudit>
                <OutputPath>out/</OutputPath>
                <AppendTargetFrameworkToOutputPath>false</AppendTargetFrameworkToOutputPath>
              </PropertyGroup>
              <ItemGroup>
                <Using Include="NUnit.Framework;NUnit.DbGuard" />
                <PackageReference Include="Microsoft.NET.Test.Sdk" Version="{VersionOf("Microsoft.NET.Test.Sdk")}" />
                <PackageReference Include="Microsoft.Testing.Extensions.VSTestBridge" Version="{VersionOf("Microsoft.Testing.Extensions.VSTestBridge")}" />
                <PackageReference Include="Microsoft.TestPlatform.AdapterUtilities" Version="{VersionOf("Microsoft.TestPlatform.AdapterUtilities")}" />
                <PackageReference Include="NUnit3TestAdapter" Version="{VersionOf("NUnit3TestAdapter")}" />
                <PackageReference Include="NUnit" Version="{unit}" />
                <PackageReference Include="NUnit.DbGuard" Version="*" />
                {references}
              </ItemGroup>
            </Project>
            """);
        (int exitCode, string output) = _package.Run("dotnet", "build", project, "-nologo", "-clp:NoSummary", "-v", "q");
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Not.Contain("warning"));
    }
}
