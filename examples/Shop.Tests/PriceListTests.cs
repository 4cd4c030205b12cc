namespace Shop.Tests;

/// <summary>These tests need no database, so they carry no mark and cannot reach one by accident.</summary>
public sealed class PriceListTests
{
    [Test]
    public void Nine_pieces_cost_nine_times_the_price()
    {
        decimal total = PriceList.Total(unitPrice: 4.50m, quantity: 9);

        Assert.That(total, Is.EqualTo(40.50m));
    }

    [Test]
    public void Ten_pieces_are_a_tenth_cheaper()
    {
        decimal total = PriceList.Total(unitPrice: 4.50m, quantity: 10);

        Assert.That(total, Is.EqualTo(40.50m));
    }

    [Test]
    public void A_discounted_total_is_rounded_to_cents()
    {
        decimal total = PriceList.Total(unitPrice: 0.05m, quantity: 11);

        Assert.That(total, Is.EqualTo(0.50m));
    }

    [Test]
    public void No_pieces_have_no_price()
    {
        Assert.That(() => PriceList.Total(unitPrice: 4.50m, quantity: 0), Throws.TypeOf<ArgumentOutOfRangeException>());
    }
}
