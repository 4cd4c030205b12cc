namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>What a message has several of: a column, a parameter, a format code.</summary>
internal interface IElement<TSelf>
    where TSelf : struct, IElement<TSelf>
{
    /// <summary>How many bytes <see cref="Write"/> writes.</summary>
    int WireLength { get; }

    static abstract TSelf Read(ref BodyReader reader);

    void Write(ref BodyWriter writer);
}
