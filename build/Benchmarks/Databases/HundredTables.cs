using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace NUnit.DbGuard.Benchmarks.Databases;

/// <summary>A schema of 100 tables with an index and a foreign key each, made by ten migrations.</summary>
internal sealed class HundredTables(DbContextOptions<HundredTables> options) : DbContext(options)
{
    internal const int Tables = 100;

    private const int PerMigration = Tables / 10;

    // Its migrations are written by hand, so there is no snapshot to compare with.
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
        optionsBuilder.ConfigureWarnings(static warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));

    /// <summary>Makes ten of the tables.</summary>
    internal abstract class Part(int part) : Migration
    {
        /// <inheritdoc/>
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            for (int i = part * PerMigration; i < (part + 1) * PerMigration; i++)
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"table{i}");
                string parent = string.Create(CultureInfo.InvariantCulture, $"table{Math.Max(0, i - 1)}");
                migrationBuilder.CreateTable(
                    name,
                    columns: table => new
                    {
                        Id = table.Column<int>(type: "integer", nullable: false),
                        Name = table.Column<string>(type: "text", nullable: false),
                        ParentId = table.Column<int>(type: "integer", nullable: true),
                    },
                    constraints: table =>
                    {
                        table.PrimaryKey($"PK_{name}", row => row.Id);
                        table.ForeignKey($"FK_{name}", row => row.ParentId, parent, "Id");
                    });
                migrationBuilder.CreateIndex($"IX_{name}", name, "Name");
                migrationBuilder.Sql($"INSERT INTO {name} VALUES (1, 'one', 1)");
            }
        }
    }

    [DbContext(typeof(HundredTables))]
    [Migration("20260101000000_Part0")]
    internal sealed class Part0() : Part(0);

    [DbContext(typeof(HundredTables))]
    [Migration("20260101000001_Part1")]
    internal sealed class Part1() : Part(1);

    [DbContext(typeof(HundredTables))]
    [Migration("20260101000002_Part2")]
    internal sealed class Part2() : Part(2);

    [DbContext(typeof(HundredTables))]
    [Migration("20260101000003_Part3")]
    internal sealed class Part3() : Part(3);

    [DbContext(typeof(HundredTables))]
    [Migration("20260101000004_Part4")]
    internal sealed class Part4() : Part(4);

    [DbContext(typeof(HundredTables))]
    [Migration("20260101000005_Part5")]
    internal sealed class Part5() : Part(5);

    [DbContext(typeof(HundredTables))]
    [Migration("20260101000006_Part6")]
    internal sealed class Part6() : Part(6);

    [DbContext(typeof(HundredTables))]
    [Migration("20260101000007_Part7")]
    internal sealed class Part7() : Part(7);

    [DbContext(typeof(HundredTables))]
    [Migration("20260101000008_Part8")]
    internal sealed class Part8() : Part(8);

    [DbContext(typeof(HundredTables))]
    [Migration("20260101000009_Part9")]
    internal sealed class Part9() : Part(9);
}
