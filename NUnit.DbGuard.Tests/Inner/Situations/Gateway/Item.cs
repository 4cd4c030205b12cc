using System.ComponentModel.DataAnnotations.Schema;

namespace NUnit.DbGuard.Tests.Inner.Situations.Gateway;

[Table("items")]
public sealed class Item
{
    [Column("id")]
    public int Id { get; set; }

    [Column("name")]
    public string Name { get; set; } = string.Empty;
}
