namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>The elements of one list in a message, kept as the bytes they came in: checked once, decoded only when looked at.</summary>
/// <remarks>Neither the list nor its enumeration allocates, whatever the count; a hostile count costs no more than the bytes that were sent.</remarks>
/// <param name="Count">How many elements.</param>
/// <param name="Wire">Their bytes, without the count or terminator around them.</param>
internal readonly record struct WireList<T>(int Count, ByteString Wire)
    where T : struct, IElement<T>
{
    public static WireList<T> Empty => default;

    public static WireList<T> Of(params ReadOnlySpan<T> elements)
    {
        int length = 0;
        foreach (T element in elements)
        {
            length = checked(length + element.WireLength);
        }

        byte[] wire = new byte[length];
        BodyWriter writer = new(wire);
        foreach (T element in elements)
        {
            element.Write(ref writer);
        }

        return new(elements.Length, new(wire));
    }

    public Enumerator GetEnumerator() => new(this);

    public T[] ToArray()
    {
        T[] elements = new T[Count];
        int index = 0;
        foreach (T element in this)
        {
            elements[index++] = element;
        }

        return elements;
    }

    /// <summary>Walks the elements without allocating.</summary>
    public ref struct Enumerator
    {
        private BodyReader _reader;
        private int _left;

        public Enumerator(WireList<T> list)
        {
            _reader = new(list.Wire.Memory, typeof(T).Name);
            _left = list.Count;
        }

        public T Current { get; private set; }

        public bool MoveNext()
        {
            if (_left == 0)
            {
                return false;
            }

            _left--;
            Current = T.Read(ref _reader);
            return true;
        }
    }
}
