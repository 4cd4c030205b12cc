using System.Threading.Channels;

namespace Shop;

/// <summary>Wakes <see cref="OrderConfirmations"/>: there are orders that nobody has confirmed.</summary>
public sealed class ConfirmationSignal
{
    // One signal waiting is enough: who is woken takes all orders that are there.
    private readonly Channel<bool> _channel = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => _channel.Writer.TryWrite(true);

    public IAsyncEnumerable<bool> WaitAsync(CancellationToken cancellationToken) => _channel.Reader.ReadAllAsync(cancellationToken);
}
