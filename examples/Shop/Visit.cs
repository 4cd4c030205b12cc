namespace Shop;

public sealed class Visit
{
    public int Id { get; set; }

    public DateTimeOffset At { get; set; }
}
